"""What the pages behind the links of experts, polls and feedback have in common."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from roundtables import opening

GONE, TOO_MANY = 410, 429
PublicView = Callable[[HttpRequest, str], HttpResponse]


def linked_page(view: PublicView) -> PublicView:
    """Make a view the page of a personal link: no sign-in, and looking writes nothing."""

    @login_not_required
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def wrapped(request: HttpRequest, token: str) -> HttpResponse:
        if request.method == "POST":
            response = view(request, token)
        else:
            with opening.read_only():
                response = view(request, token)
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return wrapped


def dead_link(request: HttpRequest, template: str) -> HttpResponse:
    """The same calm page for every link that does not work; 429 for whoever tries many."""
    is_noise = opening.is_noise(request.META.get("REMOTE_ADDR", ""))
    response = render(request, template, status=TOO_MANY if is_noise else GONE)
    if is_noise:
        response.headers["Retry-After"] = str(opening.NOISE_WINDOW)
    return response
