"""The page after a failure: calm when the database is away, neutral otherwise."""

import logging
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views import defaults

AWAY = (OperationalError, InterfaceError)  # a database that is lost or refuses
logger = logging.getLogger(__name__)


def server_error(request: HttpRequest) -> HttpResponse:
    """503 with Retry-After while the database is away, 500 for anything else.

    Needs neither database nor session: both may be what failed.
    """
    if isinstance(sys.exc_info()[1], AWAY):
        return come_back_later()
    return HttpResponse(render_to_string("500.html"), status=500)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The same 503 when the database broke while the session was saved, 400 for anything else.

    Django calls a session that cannot be written "interrupted", whatever the cause, and answers as
    if the browser had sent nonsense.
    """
    cause: BaseException | None = exception
    while cause is not None and not isinstance(cause, AWAY):
        cause = cause.__cause__ or cause.__context__
    return come_back_later() if cause else defaults.bad_request(request, exception)


def come_back_later() -> HttpResponse:
    """503 with the calm page."""
    logger.warning("database unavailable")
    response = HttpResponse(render_to_string("503.html"), status=503)
    response["Retry-After"] = "30"
    return response
