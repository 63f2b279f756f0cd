"""Seats by sector, waves and reminders as their page shows them."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from bcp.core import datetimes
from bcp.core.wording import counted
from engagements.models import Sector
from roundtables.enums import Rsvp, WaveRule
from roundtables.models import Roundtable, Wave
from roundtables.reminders import ladder_of, round_of
from roundtables.waves import opens_at


@dataclass(frozen=True)
class SectorRow:
    """A sector at the table: seats kept for it, and who of it said what."""

    name: str
    kept: int
    yes: int
    waiting: int
    unanswered: int
    planned: int

    @property
    def missing(self) -> int:
        """Seats kept for the sector that nobody has taken yet."""
        return max(0, self.kept - self.yes)


@dataclass(frozen=True)
class WaveRow:
    """A wave with what opens it and how many it asks."""

    wave: Wave
    planned: int
    asked: int
    yes: int
    no: int
    opens: str


@dataclass(frozen=True)
class ReminderRow:
    """One step of the ladder: when, and what became of it."""

    due_at: datetime
    state: str


def seats_by_sector(roundtable: Roundtable) -> list[SectorRow]:
    """Every sector that has kept seats or guests."""
    kept = dict(roundtable.sector_seats.values_list("sector_id", "minimum"))
    rows = roundtable.invitations.exclude(state="withdrawn").values_list(
        "sector_id", "state", "rsvp"
    )
    counts = Counter(rows)
    sectors = {sector for sector, _, _ in counts} | kept.keys()
    return [
        SectorRow(
            name=sector.name,
            kept=kept.get(sector.pk, 0),
            yes=counts[sector.pk, "invited", Rsvp.YES],
            waiting=counts[sector.pk, "invited", Rsvp.WAITLISTED],
            unanswered=counts[sector.pk, "invited", Rsvp.NONE]
            + counts[sector.pk, "invited", Rsvp.MAYBE],
            planned=sum(counts[sector.pk, "planned", rsvp] for rsvp in Rsvp.values),
        )
        for sector in Sector.objects.filter(pk__in=sectors)
    ]


def waves_of(roundtable: Roundtable) -> list[WaveRow]:
    """The waves in their order."""
    rows = roundtable.invitations.exclude(state="withdrawn").values_list("wave", "state", "rsvp")
    counts = Counter(rows)
    return [_wave_row(wave, counts) for wave in roundtable.waves.select_related("roundtable")]


def _wave_row(wave: Wave, counts: "Counter[tuple[int, str, str]]") -> WaveRow:
    def count(state: str, *answers: str) -> int:
        return sum(counts[wave.number, state, rsvp] for rsvp in answers or Rsvp.values)

    return WaveRow(
        wave=wave,
        planned=count("planned"),
        asked=count("invited"),
        yes=count("invited", Rsvp.YES),
        no=count("invited", Rsvp.NO, Rsvp.DELEGATED),
        opens=_opens(wave),
    )


def _opens(wave: Wave) -> str:
    if wave.rule == WaveRule.DATE and (due := opens_at(wave)):
        return datetimes.describe_briefly(due, wave.roundtable.zone)
    if wave.rule == WaveRule.DECLINES:
        return f"after {wave.opens_after_declines} said No in earlier waves"
    return "when you press Send"


def reminders_of(roundtable: Roundtable) -> list[ReminderRow]:
    """The ladder, step by step: sent, due, or missed."""
    rounds = list(roundtable.reminder_rounds.all())
    now = timezone.now()
    rows = []
    for due in ladder_of(roundtable):
        if done := round_of(due, rounds):
            sent = counted(done.reminded, "person", "people")
            state = f"sent to {sent}" if done.reminded else "left out; nobody was reminded"
        elif due > now:
            state = "to come"
        else:
            state = "missed; a later one makes up for it"
        rows.append(ReminderRow(due, state))
    return rows
