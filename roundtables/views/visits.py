"""What every page behind a personal link has in common.

No sign-in, no cookie, no session, no cache, no search engine. A GET runs in a transaction that
cannot write. A POST needs the key of its own form. Links that do not work all get the same page.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from roundtables import opening
from roundtables.enums import Language, Rsvp
from roundtables.facts import Facts
from roundtables.forms.rsvps import age_of, form_key
from roundtables.models import Invitation
from roundtables.models.messages import ReadNotice
from roundtables.views.skeletons import filled_page

GONE = 410


@dataclass(frozen=True)
class Visit:
    """Somebody holding a personal link. What it opens is read when it is first asked for."""

    request: HttpRequest
    token: str
    seconds_open: float = 0  # since the page whose form was sent had been made
    has_key: bool = False  # whether the form that was sent has the key of this link

    @cached_property
    def opened(self) -> opening.Opened:
        """What the link opens; NoSuchLink when it opens nothing."""
        opened = opening.open_link(self.token)
        if opened is None:
            raise opening.NoSuchLink
        return opened

    @cached_property
    def language(self) -> str:
        """The language of this visit: the one asked for, else the invitation's."""
        return _asked_language(self.request) or self.opened.language

    @property
    def invitation(self) -> Invitation:
        """The row itself, for actions."""
        return self.opened.as_invitation()

    @property
    def facts(self) -> Facts:
        """What the page says about the meeting."""
        return Facts(self.opened, self.language)

    @cached_property
    def notice(self) -> ReadNotice | None:
        """The signed privacy notice in the language of this visit."""
        shown = self.opened.shown_notice
        return shown.read_in(self.language) if shown else None

    def to_page(self) -> HttpResponse:
        """The page again, after an answer: it has kept the language."""
        response = HttpResponseRedirect(self.request.path)
        response.status_code = 303
        return response

    def redirect(self, name: str = "rsvp_page", *, is_saved: bool = False) -> HttpResponse:
        """Go on with a page of this link, in the language of this visit."""
        query = {"saved": "1"} if is_saved else {}
        if self.language != self.opened.language:
            query["lang"] = self.language
        address = reverse(f"roundtables:{name}", args=[self.token])
        response = HttpResponseRedirect(f"{address}?{urlencode(query)}" if query else address)
        response.status_code = 303
        return response

    def render(self, template: str, status: int = 200, **context: Any) -> HttpResponse:
        """A page of this link. Rendered without the request: no session, no cookie."""
        page = {**self._context(self.opened, self._own()), **context}
        return HttpResponse(rendered(template, page), status=status)

    def render_quickly(self, template: str, **context: Any) -> HttpResponse:
        """The same for a page that many people open: rendered once, filled in for each.

        `form`, if there is one in the context, is a function that makes it of an Opened.
        """
        make_form = context.pop("form", None)

        def render(opened: opening.Opened, others: dict[str, str]) -> str:
            form = {"form": make_form(opened)} if make_form else {}
            page = self._context(opened, others)
            return rendered(template, {**page, **form, **context})

        name = (
            template,
            self.language,
            self.notice,
            "saved" in self.request.GET,
            *context.values(),
        )
        return HttpResponse(filled_page(name, self.opened, self._own(), render))

    def _own(self) -> dict[str, str]:
        """What differs from visit to visit, besides what was opened."""
        return {
            "token": self.token,
            "key": form_key(self.token),
            "place": str(self.opened.place),
            "next_place": str(self.opened.next_place),
            "seats": str(self.opened.seats),
            "seats_taken": str(self.opened.seats_taken),
        }

    def _context(self, opened: opening.Opened, own: dict[str, str]) -> dict[str, Any]:
        return {
            **own,
            "opened": opened,
            "facts": Facts(opened, self.language),
            "query": f"?lang={self.language}" if self.language != opened.language else "",
            "notice": self.notice,
            "asks": opened.rsvp == Rsvp.NONE or opened.must_confirm,
            "is_saved": "saved" in self.request.GET,
        }


PersonalView = Callable[[Visit], HttpResponseBase]
PublicView = Callable[..., HttpResponseBase]


def personal_page(*methods: str, needs_key: bool = True) -> Callable[[PersonalView], PublicView]:
    """Make a view of a visit the view of an address with a token. HEAD goes with GET."""
    allowed = [*methods, "HEAD"] if "GET" in methods else list(methods)

    def decorate(view: PersonalView) -> PublicView:
        @login_not_required
        @csrf_exempt  # the form's own key stands in for the cookie: see forms.rsvps.form_key
        @require_http_methods(allowed)
        @wraps(view)
        def wrapped(request: HttpRequest, token: str) -> HttpResponseBase:
            try:
                response = _answer(view, request, token, needs_key=needs_key)
            except opening.NoSuchLink:
                response = no_such_link(request)
            response.headers["X-Robots-Tag"] = "noindex, nofollow"
            return response

        return wrapped

    return decorate


def _answer(
    view: PersonalView, request: HttpRequest, token: str, *, needs_key: bool
) -> HttpResponseBase:
    if request.method != "POST":
        with opening.read_only():
            return _spoken(view, Visit(request, token))
    age = age_of(request.POST.get("key", ""), token)
    if age is None and needs_key:
        with translation.override(_asked_language(request) or Language.ENGLISH):
            return HttpResponse(rendered("roundtables/rsvp_not_sent.html", {}), status=403)
    return _spoken(view, Visit(request, token, age or 0, has_key=age is not None))


def _spoken(view: PersonalView, visit: Visit) -> HttpResponseBase:
    with translation.override(visit.language):
        return view(visit)


def no_such_link(request: HttpRequest) -> HttpResponse:
    """The one calm page for links that are unknown, expired, revoked or torn."""
    language = _asked_language(request) or Language.ENGLISH
    is_noise = opening.is_noise(request.META.get("REMOTE_ADDR", ""))
    with translation.override(language):
        page = rendered("roundtables/rsvp_no_such_link.html", {"language": language})
    response = HttpResponse(page, status=429 if is_noise else GONE)
    if is_noise:
        response.headers["Retry-After"] = str(opening.NOISE_WINDOW)
    return response


def rendered(template: str, context: dict[str, Any]) -> str:
    """A public page; the frame gets what a request would have brought."""
    frame = {
        "environment_name": settings.ENVIRONMENT_NAME,
        "is_demonstration": settings.DEMONSTRATION,
    }
    return render_to_string(template, {**frame, **context})


def _asked_language(request: HttpRequest) -> str:
    """The language that the address or the form asks for, if there is such a one."""
    asked = request.POST.get("lang") or request.GET.get("lang") or ""
    return asked if asked in Language.values else ""
