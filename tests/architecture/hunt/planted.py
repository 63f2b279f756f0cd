"""Forms without their guards, one for each kind of fault: the hunt must find all of them."""

from collections.abc import Callable
from datetime import UTC, datetime

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.html import escape

from bcp.urls import urlpatterns as real
from engagements.models import Engagement
from stakeholders.models import GuestListEntry, Organization
from tests.factories.stakeholders import OrganizationFactory

ERROR = '<p class="usa-error-message">{}</p>'
FORM = '<form method="post">{}<input name="name" value="{}"><button>Save</button></form>'
SENTENCE = "Enter the name of the organization."
View = Callable[[HttpRequest], HttpResponse]


def own_organization() -> Organization:
    return Organization.objects.earliest("pk")


def page(kept: str = "", error: str = "", more: str = "") -> HttpResponse:
    return HttpResponse(FORM.format(more, escape(kept)) + (ERROR.format(error) if error else ""))


def crash(request: HttpRequest) -> HttpResponse:
    """Trusts that a number is one."""
    if request.method == "POST":
        int(request.POST["seats"])
    return page(more='<input type="number" name="seats" value="2">')


def silence(request: HttpRequest) -> HttpResponse:
    """Refuses without a word."""
    return HttpResponse(status=400) if request.method == "POST" else page()


def jargon(request: HttpRequest) -> HttpResponse:
    """Refuses in the words of the framework."""
    name = request.POST.get("name", "")
    return page(name, "This field is required." if request.method == "POST" else "")


def forgetful(request: HttpRequest) -> HttpResponse:
    """Refuses with an empty form."""
    return page(error=SENTENCE if request.method == "POST" else "")


def half(request: HttpRequest) -> HttpResponse:
    """Writes first and looks afterwards."""
    name = request.POST.get("name", "")
    if request.method == "POST":
        OrganizationFactory(center=own_organization().center, name=name.replace("\0", "")[:90])
    return page(name, SENTENCE if request.method == "POST" else "")


def raw(request: HttpRequest) -> HttpResponse:
    """Shows what was typed as it was typed."""
    return HttpResponse(FORM.format("", request.POST.get("name", "")))


def control(request: HttpRequest) -> HttpResponse:
    """Keeps what cannot be printed."""
    if request.method == "POST":
        rows = Organization.objects.filter(pk=own_organization().pk)
        rows.update(notes=request.POST.get("name", "").replace("\0", ""))
    return page(request.POST.get("name", ""))


def foreign(request: HttpRequest) -> HttpResponse:
    """Believes an id."""
    row = request.POST.get("organization", "")
    if row.isdecimal() and (organization := Organization.objects.filter(pk=row[:18]).first()):
        engagement = Engagement.objects.earliest("pk")
        GuestListEntry.objects.get_or_create(engagement=engagement, organization=organization)
    own = own_organization().pk
    return page(more=f'<input type="hidden" name="organization" value="{own}">')


def hour(request: HttpRequest) -> HttpResponse:
    """Takes any hour for one that exists."""
    words = " ".join(request.POST.get(f"at_{part}", "") for part in ("date", "time"))
    error = ""
    try:
        datetime.strptime(words, "%Y-%m-%d %H:%M").replace(tzinfo=UTC)
    except ValueError:
        error = "Enter the date and the time."
    day, clock = (escape(request.POST.get(f"at_{part}", "")) for part in ("date", "time"))
    fields = (
        f'<input type="date" name="at_date" value="{day}">'
        f'<input type="time" name="at_time" value="{clock}">'
    )
    return page(request.POST.get("name", ""), error if request.method == "POST" else "", fields)


PLANTED: dict[View, str] = {
    crash: "fails: 500 ",
    silence: "says no without a sentence",
    jargon: "says “This field is required.”",
    forgetful: "loses name",
    half: "says no and changes stakeholders_organization",
    raw: "shows markup as it was typed",
    control: "keeps a control character",
    foreign: "leads to the other center's rows: stakeholders.guestlistentry.organization",
    hour: "takes an hour that is not one",
}
urlpatterns = [
    *real,
    *(
        path(f"planted/{view.__name__}/", login_not_required(view), name=f"planted_{view.__name__}")
        for view in PLANTED
    ),
]
