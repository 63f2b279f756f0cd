"""Whose day it is while a page is made."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from bcp.accounts.models import User
from bcp.accounts.zones import own_zone

Handler = Callable[[HttpRequest], HttpResponseBase]


class OwnZoneMiddleware:
    """Count days, and write times, as the signed-in person's own clock shows them.

    Pages that need no sign-in are left alone: they name their zones themselves, and take no query
    more for somebody who happens to be signed in.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        try:
            return self.get_response(request)
        finally:
            timezone.deactivate()

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> None:
        """Set the clock once it is known which page is asked for."""
        if getattr(view, "login_required", True) and isinstance(request.user, User):
            timezone.activate(own_zone(request.user))
