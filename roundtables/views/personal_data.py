"""What we hold about an invitee: see it, take it along, correct it, delete it, say “not me”."""

from django.http import HttpResponse, HttpResponseBase, JsonResponse
from django.utils.translation import gettext

from roundtables import holdings
from roundtables.views.visits import Visit, personal_page


@personal_page("GET")
def rsvp_data(visit: Visit) -> HttpResponseBase:
    """Everything that is held about the person, with purpose, audience and delete-by date."""
    rows = holdings.held_about(visit.invitation, visit.language)
    return visit.render("roundtables/rsvp_data.html", rows=rows)


@personal_page("GET")
def rsvp_data_export(visit: Visit) -> HttpResponseBase:
    """The same as a file that machines read."""
    response = JsonResponse(holdings.export(visit.invitation), json_dumps_params={"indent": 2})
    response.headers["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return response


@personal_page("GET", "POST")
def rsvp_forget(visit: Visit) -> HttpResponseBase:
    """Delete my data: what goes, what stays, a box to check and one button."""
    if not _is_sure(visit):
        return _ask(visit, "roundtables/rsvp_forget.html")
    visit.invitation.forget(by=None)
    return visit.render("roundtables/rsvp_done.html", text=gettext("Your data was deleted."))


@personal_page("GET", "POST")
def rsvp_not_me(visit: Visit) -> HttpResponseBase:
    """This is not me: the link stops at once."""
    if not _is_sure(visit):
        return _ask(visit, "roundtables/rsvp_not_me.html")
    visit.invitation.dispute()
    text = gettext("Thank you. This link no longer works, and the center knows.")
    return visit.render("roundtables/rsvp_done.html", text=text)


@personal_page("GET", "POST", needs_key=False)
def rsvp_reminders(visit: Visit) -> HttpResponseBase:
    """Stop reminders. Mail programs may POST here by themselves (RFC 8058, one click): it stops
    reminders and changes nothing else. People check a box, which scanners do not.
    """
    is_one_click = visit.request.POST.get("List-Unsubscribe") == "One-Click"
    if not is_one_click and not (visit.has_key and _is_sure(visit)):
        return _ask(visit, "roundtables/rsvp_reminders.html")
    visit.invitation.stop_reminders()
    text = gettext("You will get no more reminders about this roundtable.")
    return visit.render("roundtables/rsvp_done.html", text=text)


@personal_page("GET", "POST")
def rsvp_no_contact(visit: Visit) -> HttpResponseBase:
    """Never write to me again: the center's directory remembers it."""
    if not _is_sure(visit):
        return _ask(visit, "roundtables/rsvp_no_contact.html")
    visit.invitation.refuse_contact()
    text = gettext("%(center)s will not invite you again.") % {"center": visit.opened.center_name}
    return visit.render("roundtables/rsvp_done.html", text=text)


def _is_sure(visit: Visit) -> bool:
    """Whether the box was checked: a mail scanner that presses every button has not done that."""
    return visit.request.method == "POST" and "sure" in visit.request.POST


def _ask(visit: Visit, template: str) -> HttpResponse:
    if visit.request.method != "POST":
        return visit.render(template)
    return visit.render(
        template, 422, problem=gettext("Check the box first, then press the button.")
    )
