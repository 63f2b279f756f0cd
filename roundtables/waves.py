"""Waves that open by themselves: on their day, or after so many people said No."""

from datetime import datetime, time

from django.utils import timezone

from bcp.core.actions import Refused
from bcp.core.datetimes import localize
from roundtables.enums import RoundtableState, Rsvp, WaveRule
from roundtables.models import Wave
from roundtables.sending import send_wave

OPENS_AT = time(9)  # on the venue's clocks


def open_due_waves() -> int:
    """Open every wave whose rule says so; return how many. May run twice, and in two places.

    A wave that cannot be opened (preflight says no) stays closed and says why on its page.
    """
    opened = 0
    waves = Wave.objects.due_by_rule().filter(roundtable__state=RoundtableState.SCHEDULED)
    for wave in waves.select_related("roundtable__engagement__center", "roundtable__venue__state"):
        if is_due(wave) and wave.planned.exists():
            opened += _open(wave)
    return opened


def is_due(wave: Wave) -> bool:
    """Whether the wave's rule is met now."""
    if wave.rule == WaveRule.DATE:
        return (due := opens_at(wave)) is not None and due <= timezone.now()
    if wave.rule == WaveRule.DECLINES and wave.opens_after_declines:
        declined = wave.roundtable.invitations.asked().filter(rsvp=Rsvp.NO, wave__lt=wave.number)
        return declined.count() >= wave.opens_after_declines
    return False


def opens_at(wave: Wave) -> datetime | None:
    """When a wave with a day opens (UTC)."""
    if wave.opens_on is None:
        return None
    return localize(wave.opens_on, OPENS_AT, wave.roundtable.zone, fold=0)


def _open(wave: Wave) -> bool:
    try:
        _, is_new = send_wave(wave.roundtable, wave.number, by=None, key=f"wave:{wave.pk}")
    except Refused as no:
        if wave.held_because != no.reason:
            wave.change(held_because=no.reason[:300])
        return False
    return is_new
