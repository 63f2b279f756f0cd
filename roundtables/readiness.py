"""What stands between a roundtable and a good day, each with the page that mends it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from bcp.core import datetimes
from bcp.core.wording import counted
from engagements.enums import RoundtableFormat
from roundtables import agendas, days
from roundtables.enums import AssignmentState, InvitationState, RoundtableState, Rsvp
from roundtables.models import (
    AgendaItem,
    Assignment,
    Invitation,
    Roundtable,
    Unavailability,
    Venue,
)

CONFIRMED_DAYS = 9  # an expert who has not answered by then is a risk


@dataclass(frozen=True)
class Concern:
    """Something to mend: one sentence, and where; `tone` is warning or error."""

    text: str
    url: str = ""
    link: str = ""
    tone: str = "warning"


def page_of(name: str, roundtable: Roundtable) -> str:
    """The address of a page of this roundtable; empty while the site does not have it."""
    return address(f"roundtables:{name}", roundtable.pk)


def address(name: str, pk: int) -> str:
    """The address of a row's page; empty while the site does not have it."""
    try:
        return reverse(name, args=[pk])
    except NoReverseMatch:
        return ""


# A date


def concerns_about(
    roundtable: Roundtable,
    *,
    starts_at: datetime,
    minutes: int,
    zone: ZoneInfo,
    venue: Venue | None,
) -> list[str]:
    """What speaks against this date and place, one sentence each. Nothing here forbids it."""
    day = starts_at.astimezone(zone).date()
    state = (venue.state_id if venue else None) or roundtable.center.state_id
    found = days.notes_on(day, state, zone)
    if venue is not None:
        found += venue_clashes(bookings_of(venue, besides=roundtable), starts_at, minutes)
        if venue.capacity and venue.capacity < roundtable.seats:
            found.append(
                f"{venue} holds {counted(venue.capacity, 'person', 'people')};"
                f" {counted(roundtable.seats, 'seat is', 'seats are')} planned."
            )
    away = Unavailability.objects.filter(
        expert__assignments__in=roundtable.assignments.standing(),
        first_on__lte=day,
        last_on__gte=day,
    )
    found += [f"{row.expert} is not available that day." for row in away.select_related("expert")]
    return found + _busy_experts(roundtable, starts_at, zone)


def _busy_experts(roundtable: Roundtable, starts_at: datetime, zone: ZoneInfo) -> list[str]:
    """Which of the roundtable's experts speak at another one that day."""
    day = starts_at.astimezone(zone).date()
    elsewhere = (
        Assignment.objects.standing()
        .filter(
            expert__in=roundtable.assignments.standing().values("expert"),
            roundtable__state=RoundtableState.SCHEDULED,
            roundtable__starts_at__range=(
                starts_at - timedelta(days=1),
                starts_at + timedelta(days=1),
            ),
        )
        .exclude(roundtable=roundtable)
        .select_related("expert", "roundtable")
    )
    return [
        f"{row.expert} speaks at “{row.roundtable}” that day."
        for row in elsewhere
        if row.roundtable.starts_at
        and row.roundtable.starts_at.astimezone(row.roundtable.zone).date() == day
    ]


def bookings_of(venue: Venue, *, besides: Roundtable) -> list[Roundtable]:
    """Open roundtables with a date at a venue."""
    return list(venue.roundtables.open().exclude(starts_at=None).exclude(pk=besides.pk))


def venue_clashes(bookings: list[Roundtable], starts_at: datetime, minutes: int) -> list[str]:
    """Which of these roundtables are there at the same time, a sentence each."""
    ends_at = starts_at + timedelta(minutes=minutes)
    return [
        f"{other.venue} is taken: “{other}” is there "
        f"{datetimes.describe_span(other.starts_at, other.ends_at, other.zone)}."
        for other in bookings
        if other.starts_at
        and other.ends_at
        and other.starts_at < ends_at
        and other.ends_at > starts_at
    ]


# The agenda


def slots_of(items: list[AgendaItem]) -> list[agendas.Slot]:
    """Agenda items (with their topics) as the rules read them."""
    return [
        agendas.Slot(
            key=item.pk,
            title=item.title,
            minutes=item.minutes,
            topics=frozenset(topic.code for topic in item.topics.all()),
            is_discussion=item.is_discussion,
            is_break=item.is_break,
        )
        for item in items
    ]


def agenda_problems(roundtable: Roundtable, minutes: int | None = None) -> list[agendas.Problem]:
    """The rules that the agenda breaks now, or would break in a roundtable of so many minutes."""
    items = list(roundtable.agenda_items.prefetch_related("topics"))
    return agendas.problems(slots_of(items), minutes or roundtable.minutes)


def agenda_sentences(roundtable: Roundtable, minutes: int) -> list[str]:
    """The same as sentences, each with what mends it."""
    found = agenda_problems(roundtable, minutes)
    return [f"Agenda: {problem.text} {problem.fix}" for problem in found]


# The whole


def concerns_of(roundtable: Roundtable) -> list[Concern]:
    """Everything that is missing or wrong before the roundtable, the nearest to mend first."""
    if not roundtable.is_open:
        return []
    return [*_date(roundtable), *_place(roundtable), *_agenda(roundtable), *_experts(roundtable)]


def _date(roundtable: Roundtable) -> list[Concern]:
    url = page_of("roundtable_schedule", roundtable)
    if roundtable.starts_at is None:
        return [Concern("It has no date yet.", url, "Choose a date")]
    if roundtable.state == RoundtableState.DRAFT:
        return [Concern("Its date is not fixed, so nobody can be invited.", url, "Fix the date")]
    if roundtable.ends_at and roundtable.ends_at < timezone.now():
        url = page_of("roundtable_hold", roundtable)
        return [Concern("Its time is over. Did it take place?", url, "Say that it was held")]
    url = page_of("roundtable_move", roundtable)
    found = [f"The rules for clocks have changed. {lost}"] if (lost := roundtable.lost_hour) else []
    found += concerns_about(
        roundtable,
        starts_at=roundtable.starts_at,
        minutes=roundtable.minutes,
        zone=roundtable.zone,
        venue=roundtable.venue,
    )
    return [Concern(text, url, "Change date or place") for text in found]


def _place(roundtable: Roundtable) -> list[Concern]:
    is_draft = roundtable.state == RoundtableState.DRAFT
    page = "roundtable_schedule" if is_draft else "roundtable_move"
    url = page_of(page, roundtable)
    found = []
    if roundtable.venue is None and roundtable.format != RoundtableFormat.VIRTUAL:
        found.append(Concern("It has no venue yet.", url, "Choose a venue"))
    if not roundtable.online_url and roundtable.format != RoundtableFormat.IN_PERSON:
        found.append(Concern("The address of the online meeting is missing.", url, "Enter it"))
    return found


def _agenda(roundtable: Roundtable) -> list[Concern]:
    url = page_of("agenda_detail", roundtable)
    items = list(roundtable.agenda_items.prefetch_related("topics"))
    if not items:
        return [Concern("It has no agenda yet.", url, "Build the agenda")]
    return [
        Concern(f"{problem.text} {problem.fix}", url, "Open the agenda", "error")
        for problem in agendas.problems(slots_of(items), roundtable.minutes)
    ]


def _experts(roundtable: Roundtable) -> list[Concern]:
    url = page_of("assignment_list", roundtable)
    assignments = list(roundtable.assignments.standing().select_related("expert"))
    soon = roundtable.starts_at is not None and roundtable.starts_at - timezone.now() < timedelta(
        days=CONFIRMED_DAYS
    )
    waiting = [row.expert.name for row in assignments if row.state == AssignmentState.REQUESTED]
    found = []
    if soon and waiting:
        found.append(
            Concern(f"Not confirmed yet: {', '.join(waiting)}.", url, "Look at the experts")
        )
    if not assignments:
        found.append(Concern("No subject-matter expert has been asked yet.", url, "Find experts"))
    return found


def answer_counts(roundtable: Roundtable) -> dict[str, int]:
    """How many are invited, and how many of them gave each answer; `planned` are not asked yet."""
    rows = list(
        Invitation.objects.filter(roundtable=roundtable)
        .exclude(state=InvitationState.WITHDRAWN)
        .values_list("state", "rsvp")
    )
    asked = [rsvp for state, rsvp in rows if state == InvitationState.INVITED]
    counts = {str(answer): asked.count(answer) for answer in Rsvp.values}
    return {"planned": len(rows) - len(asked), "invited": len(asked), **counts}
