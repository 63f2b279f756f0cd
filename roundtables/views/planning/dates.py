"""When and where: schedule, move, cancel, hold."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from bcp.accounts.access import get_editable, signed_in
from roundtables import audiences, reaching
from roundtables.enums import RoundtableState
from roundtables.forms.planning import CancelForm, MoveForm, ScheduleForm
from roundtables.forms.saving import posted, saved, say_withdrawn
from roundtables.models import Roundtable
from roundtables.views.planning.roundtables import RELATED


def roundtable_schedule(request: HttpRequest, pk: int) -> HttpResponse:
    """Fix the first date."""
    roundtable = get_editable(Roundtable, request, *RELATED, pk=pk)
    if roundtable.state == RoundtableState.SCHEDULED and request.method == "GET":
        return redirect("roundtables:roundtable_move", pk=pk)
    form = ScheduleForm(posted(request), roundtable=roundtable)
    if saved(form, by=signed_in(request)):
        messages.success(request, "The date is fixed. Invitations can go out now.")
        return redirect(roundtable)
    context = {"form": form, "roundtable": roundtable}
    return render(request, "roundtables/roundtable_schedule.html", context)


def roundtable_move(request: HttpRequest, pk: int) -> HttpResponse:
    """Take another date or place, after seeing who will be told."""
    roundtable = get_editable(Roundtable, request, *RELATED, pk=pk)
    audience = audiences.audience_of(roundtable)
    form = MoveForm(posted(request), roundtable=roundtable)
    if saved(form, by=signed_in(request)):
        done = f"The roundtable is moved. This told {audience}. {audience.anew}".strip()
        follows = "the new date or place"
        messages.success(request, say_withdrawn(done, form.withdrawal, follows=follows))
        return redirect(roundtable)
    context = {"form": form, "roundtable": roundtable, "audience": audience}
    context["unreached"] = reaching.unreached_at(roundtable)
    return render(request, "roundtables/roundtable_move.html", context)


def roundtable_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Call it off, after seeing who will be told."""
    roundtable = get_editable(Roundtable, request, *RELATED, pk=pk)
    audience = audiences.audience_of(roundtable)
    form = CancelForm(posted(request), roundtable=roundtable)
    if saved(form, by=signed_in(request)):
        done = "The roundtable is cancelled."
        messages.success(request, say_withdrawn(done, form.withdrawal, follows="a cancellation"))
        return redirect(roundtable)
    context = {"form": form, "roundtable": roundtable, "audience": audience}
    context["unreached"] = reaching.unreached_at(roundtable)
    return render(request, "roundtables/roundtable_cancel.html", context)


def roundtable_hold(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that it took place."""
    roundtable = get_editable(Roundtable, request, *RELATED, pk=pk)
    if request.method == "POST":
        roundtable.hold(by=signed_in(request))
        messages.success(request, "The roundtable was held. Next: the follow-up.")
        return redirect(roundtable)
    return render(request, "roundtables/roundtable_hold.html", {"roundtable": roundtable})
