"""How many engagements stand in each phase, and how much the experts have to do."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from bcp.accounts.models import Center
from bcp.core.charts import Bar
from engagements.enums import EngagementPhase
from engagements.models import Engagement
from roundtables.enums import AssignmentState, RoundtableState
from roundtables.models import Expert, Roundtable
from roundtables.staffing.gathering import quarter_of

PHASE_TONES = {
    EngagementPhase.REQUESTED: "warning",
    EngagementPhase.TRIAGE: "warning",
    EngagementPhase.CLOSED: "success",
    EngagementPhase.DEFERRED: "neutral",
    EngagementPhase.DECLINED: "neutral",
    EngagementPhase.CANCELLED: "neutral",
}
SOON = timedelta(days=30)
NEARLY_FULL = 0.75


@dataclass(frozen=True)
class Load:
    """How often an expert stands for a roundtable in this quarter and the next, and at most."""

    expert: Expert
    standing: int
    confirmed: int
    next_quarter: int

    @property
    def share(self) -> float:
        """The fuller of the two quarters, as a part of what the expert takes."""
        return max(self.standing, self.next_quarter) / self.expert.roundtables_per_quarter

    @property
    def bar(self) -> Bar:
        """The load of this quarter as a bar, with a mark for the next."""
        most = self.expert.roundtables_per_quarter
        full = self.standing / most
        return Bar(
            label=self.expert.name,
            value=self.standing,
            maximum=most,
            text=f"{self.standing} of {most}",
            tone="danger" if full > 1 else "warning" if full >= NEARLY_FULL else "info",
            url=self.expert.get_absolute_url(),
            note=self.expert.agency,
            marker=self.next_quarter,
            marker_text=f"{self.next_quarter} of {most}",
        )


def by_phase(region: int | None) -> dict[EngagementPhase, int]:
    """Every phase with its number of engagements, in the order of the phases."""
    rows = Engagement.objects.filter(is_practice=False)
    if region:
        rows = rows.filter(center__state__fema_region=region)
    counts = dict(rows.order_by().values_list("state").annotate(number=Count("pk")))
    return {phase: counts.get(phase.value, 0) for phase in EngagementPhase}


def phase_bars(counts: dict[EngagementPhase, int], region: int | None) -> list[Bar]:
    """The phases as bars that open the list of their engagements."""
    longest = max([1, *counts.values()])
    return [
        Bar(
            label=str(phase.label),
            value=number,
            maximum=longest,
            text=str(number),
            tone=PHASE_TONES.get(phase, "info"),
            url=list_of(phase, region) if number else "",
        )
        for phase, number in counts.items()
    ]


def list_of(phase: EngagementPhase, region: int | None) -> str:
    """The address of the engagements in one phase."""
    query: dict[str, Any] = {"phase": phase.value}
    if region:
        query["region"] = region
    return f"{reverse('engagements:engagement_list')}?{urlencode(query)}"


def expert_loads() -> list[Load]:
    """Active experts with their standing assignments of two quarters, the busiest first."""
    first, after = quarter_of(timezone.localdate())
    _, end = quarter_of(after)
    this, following = standing_within(first, after), standing_within(after, end)
    confirmed = this & Q(assignments__state=AssignmentState.ACCEPTED)
    rows: Any = Expert.objects.active().annotate(
        standing=Count("assignments", filter=this),
        confirmed=Count("assignments", filter=confirmed),
        next_quarter=Count("assignments", filter=following),
    )
    loads = [Load(row, row.standing, row.confirmed, row.next_quarter) for row in rows]
    return sorted(loads, key=lambda load: (-load.share, load.expert.name))


def standing_within(first: date, after: date) -> Q:
    """Assignments that count, at roundtables from the first day to the day before the second."""
    is_over = Q(assignments__state__in=[AssignmentState.DECLINED, AssignmentState.WITHDRAWN])
    return ~is_over & Q(
        assignments__roundtable__wall_start__gte=first.isoformat(),
        assignments__roundtable__wall_start__lt=after.isoformat(),
    )


def numbers(counts: dict[EngagementPhase, int], region: int | None) -> dict[str, int]:
    """The few numbers on top: open engagements, roundtables soon, centers that take part."""
    now = timezone.now()
    centers = Center.objects.all()
    soon = Roundtable.objects.filter(
        state=RoundtableState.SCHEDULED, starts_at__gte=now, starts_at__lt=now + SOON
    ).filter(engagement__is_practice=False)
    if region:
        centers = centers.filter(state__fema_region=region)
        soon = soon.filter(engagement__center__state__fema_region=region)
    of_centers = centers.aggregate(
        known=Count("pk", distinct=True),
        taking_part=Count("pk", distinct=True, filter=Q(memberships__isnull=False)),
    )
    return {
        "open": sum(number for phase, number in counts.items() if phase.is_open),
        "triage": counts[EngagementPhase.REQUESTED] + counts[EngagementPhase.TRIAGE],
        "soon": soon.count(),
        **of_centers,
    }
