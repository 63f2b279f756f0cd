"""Whose risks are looked for, and what several rules ask."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from bcp.accounts.models import Center
from engagements.models import Engagement
from roundtables.enums import RoundtableState
from roundtables.models import Roundtable

OFFICE = "Program office"


@dataclass(frozen=True)
class Scope:
    """Whose risks are looked for: one region's, one center's, or everybody's."""

    region: int | None = None
    center: Center | None = None

    def along(self, path: str) -> Q:
        """Rows whose center, found along the path, lies within the scope."""
        if self.center:
            return Q(**{path: self.center})
        return Q(**{f"{path}__state__fema_region": self.region}) if self.region else Q()


def day_of(roundtable: Roundtable) -> date:
    """The day of a scheduled roundtable in its own zone."""
    starts_at = roundtable.starts_at or timezone.now()
    return starts_at.astimezone(roundtable.zone).date()


def near(days: int, scope: Scope) -> Any:
    """Scheduled roundtables of real engagements that lie at most so many days ahead."""
    now = timezone.now()
    return Roundtable.objects.filter(
        scope.along("engagement__center"),
        state=RoundtableState.SCHEDULED,
        engagement__is_practice=False,
        starts_at__gte=now,
        starts_at__lt=now + timedelta(days=days + 1),
    ).select_related("engagement__center", "engagement__owner")


def planner_of(engagement: Engagement) -> str:
    """Who plans for the center."""
    return str(engagement.owner) if engagement.owner else "The center"
