"""The facts for the ranking of dates, read in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from bcp.core import datetimes
from roundtables import days, readiness, staffing
from roundtables.models import CandidateDate, DatePoll, Roundtable
from roundtables.polling.rules import Option, Standing, rank


@dataclass(frozen=True)
class PolledDate:
    """A candidate date with how it stands and its place in the order, 1 for the best."""

    place: int
    date: CandidateDate
    standing: Standing
    words: str


def polled_dates(poll: DatePoll) -> list[PolledDate]:
    """The dates of a poll, the best first; nobody's names but the experts'."""
    dates = {row.pk: row for row in poll.dates.prefetch_related("votes")}
    sector_of: Mapping[int, str] = dict(poll.people.values_list("pk", "sector__name"))
    required = list(poll.sectors.values_list("name", flat=True))
    zone = poll.roundtable.zone
    local = {pk: row.starts_at.astimezone(zone).date() for pk, row in dates.items()}
    experts = experts_missing(poll, set(local.values()))
    venue = poll.roundtable.venue
    bookings = readiness.bookings_of(venue, besides=poll.roundtable) if venue else []
    options = [
        Option(
            key=pk,
            votes={vote.person_id: vote.vote for vote in row.votes.all()},
            experts_missing=experts.get(local[pk], ()),
            notes=tuple(notes_on(poll, row, local[pk], bookings)),
        )
        for pk, row in dates.items()
    ]
    return [
        PolledDate(place, dates[row.key], row, datetimes.describe(dates[row.key].starts_at, zone))
        for place, row in enumerate(rank(options, sector_of, required), start=1)
    ]


def notes_on(
    poll: DatePoll, row: CandidateDate, day: date, bookings: list[Roundtable]
) -> list[str]:
    """Holidays, weekend, change of the clocks, and whether the venue is taken."""
    roundtable = poll.roundtable
    venue = roundtable.venue
    state = (venue.state_id if venue else None) or roundtable.center.state_id
    found = days.notes_on(day, state, roundtable.zone)
    return found + readiness.venue_clashes(bookings, row.starts_at, roundtable.minutes)


def experts_missing(poll: DatePoll, offered: set[date]) -> dict[date, tuple[str, ...]]:
    """For each day: assigned experts who could not come, and topics nobody could speak on."""
    if not offered:
        return {}
    roundtable = poll.roundtable
    need = staffing.need_of(roundtable)
    pool = staffing.candidates(roundtable, offered)
    missing = defaultdict[date, list[str]](list)
    for day in offered:
        for person in pool:
            is_away = any(first <= day <= last for first, last in person.away)
            if person.is_assigned and (is_away or day in person.busy):
                missing[day].append(person.name)
        plan = staffing.suggest(replace(need, day=day), pool, {})
        missing[day] += [f"somebody for {code}" for code in plan.uncovered]
    return {day: tuple(names) for day, names in missing.items()}
