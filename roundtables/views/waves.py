"""Seats, waves and the ladder of reminders."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from bcp.accounts.access import get_editable, signed_in
from roundtables import forecasts, guests, seating
from roundtables.forms.saving import saved
from roundtables.forms.waves import ReminderForm, SeatsForm, WaveForm
from roundtables.models import Wave
from roundtables.speaking import say_seats
from roundtables.views.guests import edited, frame_of, seen

page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def wave_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Seats by sector, waves with their rules, the waitlist in its order, and the reminders."""
    roundtable = seen(request, pk)
    context = {
        **frame_of(roundtable),
        "may_edit": signed_in(request).may_edit(roundtable.center),
        "counts": guests.counts_of(roundtable),
        "count": say_seats(roundtable.count_seats()),
        "seats": seating.seats_by_sector(roundtable),
        "waves": seating.waves_of(roundtable),
        "line": guests.guests_in(roundtable, guests.BY_KEY["waitlisted"])[:100],
        "rounds": seating.reminders_of(roundtable),
        "outlook": forecasts.outlook_of(roundtable),
    }
    return render(request, "roundtables/wave_list.html", context)


@page
def seats_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the number of seats and what is kept of them."""
    roundtable = edited(request, pk)
    form = SeatsForm(request.POST or None, roundtable=roundtable)
    if saved(form, by=signed_in(request)):
        messages.success(request, "The seats are changed.")
        return redirect("roundtables:wave_list", pk=pk)
    return render(request, "roundtables/seats_edit.html", {**frame_of(roundtable), "form": form})


@page
def reminder_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose when those who have not answered are reminded."""
    roundtable = edited(request, pk)
    form = ReminderForm(request.POST or None, roundtable=roundtable)
    if saved(form, by=signed_in(request)):
        messages.success(request, "The reminders are set.")
        return redirect("roundtables:wave_list", pk=pk)
    return render(request, "roundtables/reminder_edit.html", {**frame_of(roundtable), "form": form})


@page
def wave_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what opens a wave."""
    wave = get_editable(Wave, request, "roundtable__engagement__center", pk=pk)
    form = WaveForm(request.POST or None, wave=wave)
    if saved(form, by=signed_in(request)):
        messages.success(request, f"{wave}: the rule is set.")
        return redirect("roundtables:wave_list", pk=wave.roundtable_id)
    context = {**frame_of(wave.roundtable), "wave": wave, "form": form}
    return render(request, "roundtables/wave_edit.html", context)
