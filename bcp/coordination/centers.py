"""The centers of the network as a coordinator looks at them."""

from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Q

from bcp.accounts.models import Center, Membership
from engagements.enums import EngagementPhase
from engagements.models import Engagement, SelfReview
from roundtables.models import Roundtable

OPEN_PHASES = [phase for phase in EngagementPhase if phase.is_open]
UNVERIFIED = "unverified"  # how the list of centers marks what nobody has checked


def centers_with_counts() -> Any:
    """All centers with `takes_part`, `under_way` and `last_moved_at`, for lists and files."""
    return Center.objects.select_related("state").annotate(
        takes_part=Exists(Membership.objects.filter(center=OuterRef("pk"))),
        under_way=Count("engagements", filter=Q(engagements__state__in=OPEN_PHASES)),
        last_moved_at=Max("engagements__phase_since"),
    )


def narrow(rows: Any, chosen: dict[str, Any]) -> Any:
    """Centers that match the filters."""
    if words := chosen.get("q"):
        for word in words.split():
            rows = rows.filter(
                Q(name__icontains=word) | Q(acronym__icontains=word) | Q(city__icontains=word)
            )
    if chosen.get("region"):
        rows = rows.filter(state__fema_region=int(chosen["region"]))
    if chosen.get("state"):
        rows = rows.filter(state=chosen["state"])
    if chosen.get("designation"):
        rows = rows.filter(designation=chosen["designation"])
    if chosen.get("takes_part"):
        rows = rows.filter(takes_part=True)
    return rows


def about(center: Center) -> dict[str, Any]:
    """Context of a center's page."""
    return {
        "center": center,
        "is_unverified": is_unverified(center),
        "members": center.memberships.select_related("user").order_by("role", "user__name"),
        "engagements": Engagement.objects.filter(center=center).select_related("coordinator"),
        "reviews": SelfReview.objects.filter(center=center).submitted(),
        "roundtables": Roundtable.objects.filter(engagement__center=center).select_related(
            "venue", "engagement"
        ),
    }


def is_unverified(center: Center) -> bool:
    """Whether what the list says of the center still has to be checked."""
    return center.confidence == UNVERIFIED
