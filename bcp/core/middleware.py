"""What happens around every request."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from bcp.core.actions import Refused

Handler = Callable[[HttpRequest], HttpResponse]


class HeadersMiddleware:
    """No page is kept by a cache on the way; static files have their own rules."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
        )
        return response


class RefusedMiddleware:
    """Show the reason of a refusal where the person was, with nothing changed."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, Refused):
            return None
        came_from = request.headers.get("Referer", "")
        is_ours = url_has_allowed_host_and_scheme(
            came_from, {request.get_host()}, require_https=request.is_secure()
        )
        if request.method == "POST" and is_ours:
            messages.error(request, error.reason)
            parts = urlsplit(came_from)
            query = f"?{parts.query}" if parts.query else ""
            return HttpResponseRedirect(f"{parts.path}{query}")
        return render(request, "400.html", {"reason": error.reason}, status=409)
