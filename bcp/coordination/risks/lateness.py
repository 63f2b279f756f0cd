"""What is late, and centers that have gone quiet."""

from datetime import timedelta
from typing import Any

from django.db.models import Count, Exists, Max, Min, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from bcp.accounts.models import Center
from bcp.coordination.needs import LATE, QUIET, Need
from bcp.coordination.risks.scopes import OFFICE, Scope, day_of, planner_of
from bcp.core.wording import counted
from engagements.enums import EngagementPhase
from engagements.models import ActionItem, Engagement
from roundtables.enums import RoundtableState
from roundtables.models import Roundtable

QUIET_DAYS = 365
OPEN_PHASES = [phase for phase in EngagementPhase if phase.is_open]


def late_promises(scope: Scope) -> list[Need]:
    """Action items after their day, one entry for each engagement."""
    rows = (
        ActionItem.objects.overdue()
        .filter(scope.along("engagement__center"), engagement__is_practice=False)
        .order_by()
        .values("engagement")
        .annotate(number=Count("pk"), first_on=Min("due_on"))
    )
    late = {row["engagement"]: row for row in rows}
    engagements = Engagement.objects.filter(pk__in=late).select_related("center", "owner")
    return [
        Need(
            kind="action_items",
            tier=LATE,
            center=row.center,
            what=f"{counted(late[row.pk]['number'], 'action item is', 'action items are')}"
            f" overdue: {row}",
            why="A promise made at the table, or while planning, was not kept in time.",
            due_on=late[row.pk]["first_on"],
            who=planner_of(row),
            label="Open the engagement",
            url=reverse("engagements:engagement_detail", args=[row.pk]),
        )
        for row in engagements
    ]


def forgotten_days(scope: Scope) -> list[Need]:
    """The day has passed, and nobody has said whether the roundtable was held."""
    rows = Roundtable.objects.filter(
        scope.along("engagement__center"),
        state=RoundtableState.SCHEDULED,
        engagement__is_practice=False,
        starts_at__lt=timezone.now() - timedelta(days=1),
    ).select_related("engagement__center", "engagement__owner")
    return [
        Need(
            kind="not_held",
            tier=LATE,
            center=row.center,
            what=f"Did it take place? {row}",
            why="Its day has passed and it still stands as scheduled.",
            due_on=day_of(row),
            who=planner_of(row.engagement),
            label="Open the roundtable",
            url=row.get_absolute_url(),
        )
        for row in rows
    ]


def quiet_centers(scope: Scope) -> list[Need]:
    """Centers that use the product and have had no engagement for twelve months."""
    year_ago = timezone.now() - timedelta(days=QUIET_DAYS)
    alive = Engagement.objects.filter(center=OuterRef("pk"), is_practice=False).filter(
        Q(state__in=OPEN_PHASES) | Q(phase_since__gte=year_ago)
    )
    rows: Any = Center.objects.filter(
        Q(pk=scope.center.pk) if scope.center else Q(),
        Q(state__fema_region=scope.region) if scope.region else Q(),
        memberships__isnull=False,
    ).annotate(joined_at=Min("memberships__created_at"), ended_at=Max("engagements__phase_since"))
    rows = rows.filter(~Exists(alive)).filter(Q(ended_at__isnull=False) | Q(joined_at__lt=year_ago))
    return [
        Need(
            kind="quiet",
            tier=QUIET,
            center=row,
            what="No engagement in the last 12 months",
            why=f"The last one ended on {timezone.localdate(row.ended_at):%B %-d, %Y}."
            if row.ended_at
            else f"None since the center joined on {timezone.localdate(row.joined_at):%B %-d, %Y}.",
            due_on=timezone.localdate(row.ended_at or row.joined_at) + timedelta(days=QUIET_DAYS),
            who=OFFICE,
            label="Open the center",
            url=reverse("coordination:center_detail", args=[row.pk]),
        )
        for row in rows
    ]
