"""Date polls: offer dates, ask people, compare, choose."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from bcp.accounts.access import get_editable, get_visible, note_opening, signed_in
from bcp.core.wording import counted
from roundtables import polling, workspaces
from roundtables.enums import Language, RoundtableState
from roundtables.forms.planning.date_polls import (
    DateAnswerForm,
    DatePollForm,
    OfferForm,
    PolledPeopleForm,
    PolledPersonForm,
)
from roundtables.forms.saving import posted, saved
from roundtables.models import CandidateDate, DatePoll, PolledPerson, Roundtable
from roundtables.models.rsvps import hash_of
from roundtables.speaking import say_length
from roundtables.views.links import dead_link, linked_page
from roundtables.views.planning.roundtables import RELATED

OF_POLL = ("roundtable__engagement__center__state", "roundtable__venue")


@require_safe
def date_poll_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The offered dates, the best first, and the people asked."""
    roundtable = get_visible(Roundtable, request, *RELATED, pk=pk)
    note_opening(request, roundtable.center)
    user = signed_in(request)
    poll = DatePoll.objects.filter(roundtable=roundtable).select_related(*OF_POLL).first()
    people = PolledPerson.objects.visible_to(user).filter(poll=poll).select_related("sector")
    may_edit = user.may_edit(roundtable.center)
    context = {
        "roundtable": roundtable,
        "poll": poll,
        "tabs": workspaces.tabs_of(roundtable, "date_poll_detail"),
        "dates": polling.polled_dates(poll) if poll else [],
        "people": people,
        "answered": sum(person.answered_at is not None for person in people),
        "may_choose": may_edit and roundtable.state == RoundtableState.DRAFT,
        "may_edit": may_edit and not (poll and poll.is_closed),
        "form": OfferForm(roundtable=roundtable),
    }
    return render(request, "roundtables/date_poll_detail.html", context)


def date_poll_offer(request: HttpRequest, pk: int) -> HttpResponse:
    """Put one more date up."""
    roundtable = get_editable(Roundtable, request, *RELATED, pk=pk)
    form = OfferForm(posted(request), roundtable=roundtable)
    if saved(form, by=signed_in(request)):
        messages.success(request, "The date is offered.")
        return redirect("roundtables:date_poll_detail", pk=pk)
    context = {"form": form, "roundtable": roundtable}
    return render(request, "roundtables/date_poll_offer.html", context)


def date_poll_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Which sectors must be there, and until when answers are wanted."""
    poll = get_editable(DatePoll, request, *OF_POLL, roundtable=pk)
    form = DatePollForm(posted(request), poll=poll)
    if saved(form, by=signed_in(request)):
        messages.success(request, "The date poll has been changed.")
        return redirect("roundtables:date_poll_detail", pk=pk)
    context = {"form": form, "roundtable": poll.roundtable}
    return render(request, "roundtables/date_poll_edit.html", context)


@require_POST
def date_poll_remove(request: HttpRequest, pk: int, date: int) -> HttpResponse:
    """Offer a date no more."""
    row = get_editable(CandidateDate, request, "poll", pk=date, poll__roundtable=pk)
    row.remove(by=signed_in(request))
    messages.success(request, "The date is off the list.")
    return redirect("roundtables:date_poll_detail", pk=pk)


def date_poll_people(request: HttpRequest, pk: int) -> HttpResponse:
    """Add people from the guest list and the invitations."""
    poll = get_editable(DatePoll, request, *OF_POLL, roundtable=pk)
    form = PolledPeopleForm(posted(request), poll=poll)
    if saved(form, by=signed_in(request)):
        messages.success(request, "They are on the list.")
        return redirect("roundtables:date_poll_detail", pk=pk)
    context = {"form": form, "roundtable": poll.roundtable}
    return render(request, "roundtables/date_poll_people.html", context)


def date_poll_person(request: HttpRequest, pk: int) -> HttpResponse:
    """Add one person by hand."""
    poll = get_editable(DatePoll, request, *OF_POLL, roundtable=pk)
    form = PolledPersonForm(posted(request), poll=poll)
    if saved(form, by=signed_in(request)):
        messages.success(request, f"{form.cleaned_data['name']} is on the list.")
        return redirect("roundtables:date_poll_detail", pk=pk)
    context = {"form": form, "roundtable": poll.roundtable}
    return render(request, "roundtables/date_poll_person.html", context)


@require_POST
def date_poll_person_remove(request: HttpRequest, pk: int, person: int) -> HttpResponse:
    """Take a person off the list."""
    row = get_editable(PolledPerson, request, "poll", pk=person, poll__roundtable=pk)
    row.remove(by=signed_in(request))
    messages.success(request, f"{row} is off the list.")
    return redirect("roundtables:date_poll_detail", pk=pk)


def date_poll_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Send everyone on the list their link, after seeing how many mails that are."""
    poll = get_editable(DatePoll, request, *OF_POLL, roundtable=pk)
    if request.method == "POST":
        count = poll.open(by=signed_in(request))
        messages.success(request, f"{counted(count, 'mail is', 'mails are')} on the way.")
        return redirect("roundtables:date_poll_detail", pk=pk)
    context = {"poll": poll, "roundtable": poll.roundtable, "count": poll.people.count()}
    return render(request, "roundtables/date_poll_open.html", context)


@require_POST
def date_poll_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Take no more answers."""
    poll = get_editable(DatePoll, request, *OF_POLL, roundtable=pk)
    poll.close(by=signed_in(request))
    messages.success(request, "The date poll is closed.")
    return redirect("roundtables:date_poll_detail", pk=pk)


def date_poll_choose(request: HttpRequest, pk: int, date: int) -> HttpResponse:
    """Take one of the dates, after seeing who would be missing."""
    row = get_editable(CandidateDate, request, pk=date, poll__roundtable=pk)
    poll = DatePoll.objects.select_related(*OF_POLL).get(pk=row.poll_id)
    if request.method == "POST":
        poll.choose(row, by=signed_in(request))
        messages.success(request, "The date is fixed. Invitations can go out now.")
        return redirect(poll.roundtable)
    chosen = next(one for one in polling.polled_dates(poll) if one.date.pk == row.pk)
    context = {"chosen": chosen, "roundtable": poll.roundtable}
    return render(request, "roundtables/date_poll_choose.html", context)


@linked_page
def date_poll_answer(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind a personal link: looking at it changes nothing."""
    related = [f"poll__{path}" for path in OF_POLL]
    rows = PolledPerson.objects.filter(token_hash=hash_of(token)).select_related(*related)
    person = rows.first()
    if person is None or not person.may_answer:
        return dead_link(request, "roundtables/date_poll_closed.html")
    form = DateAnswerForm(posted(request), person=person)
    if saved(form, by=None):
        return redirect("roundtables:date_poll_answer", token=token)
    roundtable = person.poll.roundtable
    length = say_length(roundtable.minutes, Language.ENGLISH)
    context = {"form": form, "person": person, "roundtable": roundtable, "length": length}
    return render(request, "roundtables/date_poll_answer.html", context)
