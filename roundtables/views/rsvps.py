"""The personal page of an invitee: what, when, where, and the answer."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.utils.translation import gettext

from bcp.core.actions import Refused
from bcp.core.ids import number
from bcp.documents.views import file_response
from roundtables import emails
from roundtables.enums import Rsvp
from roundtables.facts import Facts
from roundtables.forms.rsvps import (
    InviteeForm,
    RsvpDelegateForm,
    RsvpDetailsForm,
    RsvpReasonForm,
    problem_of,
)
from roundtables.models import Channel, Packet
from roundtables.opening import Opened
from roundtables.replying import READS_IN, notice_read, reply
from roundtables.views.visits import Visit, personal_page

REFUSED = 409


@personal_page("GET", "POST")
def rsvp_page(visit: Visit) -> HttpResponseBase:
    """The invitation and its answer. Opening it changes nothing, and nothing is chosen before."""
    if visit.request.method != "POST":
        return visit.render_quickly("roundtables/rsvp_page.html", form=visit_form(visit.language))
    sent = visit.request.POST
    if problem := problem_of(sent):
        return visit.render("roundtables/rsvp_change.html", 422, asks=True, problems=[problem])
    if sent["answer"] == "delegate":
        return visit.redirect("rsvp_delegate")
    try:
        reply(
            visit.token,
            sent["answer"],
            language=visit.language,
            notice_version=number(sent.get("notice")),
            seconds_open=visit.seconds_open,
        )
    except Refused as no:
        problems = [gettext(no.reason)]
        return visit.render("roundtables/rsvp_page.html", REFUSED, problems=problems)
    return visit.to_page()


@personal_page("GET")
def rsvp_change(visit: Visit) -> HttpResponseBase:
    """The question once more, for somebody who has answered."""
    return visit.render_quickly("roundtables/rsvp_change.html", asks=True)


@personal_page("POST")
def rsvp_details(visit: Visit) -> HttpResponseBase:
    """Keep how somebody takes part and what they need."""
    form = _details_form(visit.opened, visit.language, visit.request.POST)
    if not form.is_valid():
        return visit.render("roundtables/rsvp_page.html", status=422, form=form)
    try:
        visit.invitation.save_details(**form.details)
    except Refused as no:
        problems = [gettext(no.reason)]
        return visit.render("roundtables/rsvp_page.html", REFUSED, problems=problems)
    return visit.redirect(is_saved=True)


@personal_page("POST")
def rsvp_reason(visit: Visit) -> HttpResponseBase:
    """Keep why somebody cannot come, and whom they suggest."""
    form = RsvpReasonForm(visit.request.POST)
    if not form.is_valid():
        return visit.render("roundtables/rsvp_page.html", status=422, form=form)
    visit.invitation.give_reason(**form.cleaned_data)
    return visit.redirect(is_saved=True)


@personal_page("GET", "POST")
def rsvp_delegate(visit: Visit) -> HttpResponseBase:
    """Send someone else: they get an invitation of their own."""
    form = RsvpDelegateForm(visit.request.POST or None)
    if form.is_valid():
        try:
            is_quick = visit.seconds_open < READS_IN
            how = Channel(
                language=visit.language,
                is_possibly_automatic=is_quick,
                notice_version=notice_read(
                    visit.invitation, number(visit.request.POST.get("notice"))
                ),
            )
            visit.invitation.delegate(**form.cleaned_data, how=how)
        except Refused as no:
            form.add_error(None, gettext(no.reason))
        else:
            return visit.redirect()
    status = 422 if form.is_bound else 200
    return visit.render("roundtables/rsvp_delegate.html", status, form=form)


@personal_page("GET")
def rsvp_calendar(visit: Visit) -> HttpResponseBase:
    """The calendar entry as a file: the same entry as in the mail, without the personal link."""
    response = HttpResponse(emails.calendar_file(visit.invitation), content_type="text/calendar")
    response.headers["Content-Disposition"] = 'attachment; filename="roundtable.ics"'
    return response


@personal_page("GET")
def rsvp_packet(visit: Visit) -> HttpResponseBase:
    """The released packet."""
    packet = (
        Packet.objects.filter(
            roundtable=visit.opened.roundtable_id, edition="participant", state="released"
        )
        .select_related("document")
        .order_by("-version")
        .first()
    )
    if packet is None or packet.document is None:
        raise Http404
    return file_response(packet.document)


def visit_form(language: str) -> Callable[[Opened], InviteeForm | None]:
    """What there is to fill in after the answer that was given."""

    def make(opened: Opened) -> InviteeForm | None:
        if opened.rsvp in (Rsvp.YES, Rsvp.WAITLISTED):
            return _details_form(opened, language)
        if opened.rsvp == Rsvp.NO:
            initial = {"reason": opened.decline_reason, "suggestion": opened.suggestion}
            return RsvpReasonForm(initial=initial)
        return None

    return make


def _details_form(opened: Opened, language: str, data: Any = None) -> RsvpDetailsForm:
    return RsvpDetailsForm(
        data,
        initial={
            "mode": opened.mode,
            "badge_name": opened.badge_name or opened.name,
            "access_needs": opened.access_needs,
        },
        format=opened.format,
        delete_by=Facts(opened, language).needs_until,
    )
