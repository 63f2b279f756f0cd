"""The facts for the choice of experts, read in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date, timedelta

from django.utils import timezone

from engagements.enums import RoundtableFormat
from roundtables.enums import AssignmentState
from roundtables.models import Assignment, Expert, Roundtable
from roundtables.staffing.rules import Candidate, Need

LANGUAGE_NAMES = {"es": "Spanish"}
MONTHS = 3


def need_of(roundtable: Roundtable) -> Need:
    """What the roundtable asks for, from whom, and what is covered already."""
    covered = roundtable.assignments.standing().values_list("topics__code", flat=True)
    spoken = roundtable.invitations.values_list("language", flat=True).order_by().distinct()
    state = (roundtable.venue.state if roundtable.venue else None) or roundtable.center.state
    return Need(
        topics=wanted_topics(roundtable),
        center=roundtable.center.pk,
        state=state.pk,
        region=state.fema_region,
        day=day_of(roundtable),
        is_virtual=roundtable.format == RoundtableFormat.VIRTUAL,
        languages=frozenset(LANGUAGE_NAMES[code] for code in spoken if code in LANGUAGE_NAMES),
        covered=frozenset(code for code in covered if code),
    )


def wanted_topics(roundtable: Roundtable) -> frozenset[str]:
    """Topics of the agenda items that want an expert; without any such item, its own topics."""
    items = [item for item in roundtable.agenda_items.all() if item.needs_expert]
    rows = [topic for item in items for topic in item.topics.all()] or roundtable.topics.all()
    return frozenset(topic.code for topic in rows)


def day_of(roundtable: Roundtable) -> date | None:
    """The day of a roundtable in its own zone."""
    if roundtable.starts_at is None:
        return None
    return roundtable.starts_at.astimezone(roundtable.zone).date()


def quarter_of(day: date) -> tuple[date, date]:
    """First day of the calendar quarter of a day, and of the one after it."""
    first = date(day.year, day.month - (day.month - 1) % MONTHS, 1)
    after = (first + timedelta(days=31 * MONTHS)).replace(day=1)
    return first, after


def standing_between(first: date, after: date) -> list[Assignment]:
    """Assignments that count, at roundtables from the first day to the day before the second."""
    rows = Assignment.objects.standing().select_related("roundtable")
    return list(
        rows.filter(
            roundtable__wall_start__gte=first.isoformat(),
            roundtable__wall_start__lt=after.isoformat(),
        ).exclude(roundtable__state="cancelled")
    )


def candidates(roundtable: Roundtable, offered: Collection[date] = ()) -> list[Candidate]:
    """Every active expert, as the choice for this roundtable sees them.

    `offered` are further days that are thought of; the load is that of the first day's quarter.
    """
    today = timezone.localdate(timezone=roundtable.zone)
    thought_of = [*offered] or [day_of(roundtable) or today]
    first, after = quarter_of(min(thought_of))
    last = quarter_of(max(thought_of))[1]
    load, busy = defaultdict[int, int](int), defaultdict[int, set[date]](set)
    for row in standing_between(first, last):
        day = day_of(row.roundtable)
        if day is None or row.roundtable_id == roundtable.pk:
            continue
        load[row.expert_id] += day < after
        busy[row.expert_id].add(day)
    own = dict(roundtable.assignments.values_list("expert_id", "state"))
    experts = Expert.objects.active().select_related("home_state")
    return [
        Candidate(
            key=expert.pk,
            name=expert.name,
            topics=frozenset(topic.code for topic in expert.topics.all()),
            home_state=expert.home_state_id or "",
            home_region=expert.home_state.fema_region if expert.home_state else 0,
            regions=frozenset(int(region) for region in expert.regions),
            languages=frozenset(expert.spoken),
            can_travel=expert.can_travel,
            cap=expert.roundtables_per_quarter,
            load=load[expert.pk],
            busy=frozenset(busy[expert.pk]),
            away=tuple((row.first_on, row.last_on) for row in expert.unavailabilities.all()),
            conflicts=frozenset(center.pk for center in expert.conflicts.all()),
            is_assigned=own.get(expert.pk)
            in (AssignmentState.PROPOSED, AssignmentState.REQUESTED, AssignmentState.ACCEPTED),
            has_declined=own.get(expert.pk) == AssignmentState.DECLINED,
        )
        for expert in experts.prefetch_related("topics", "unavailabilities", "conflicts")
    ]
