"""What a roundtable led to."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse

from engagements.enums import ActionItemState
from engagements.models import ActionItem
from roundtables import arrivals, reporting
from roundtables.models import Commitment, Roundtable


@dataclass(frozen=True)
class FollowUp:
    """The follow-up page: attendance, promises, action items with their progress, feedback."""

    sectors: list[arrivals.SectorCount]
    said_yes: int
    came: int
    commitments: list[Commitment]
    action_items: list[ActionItem]
    feedback: dict[str, Any] | None
    feedback_link: str

    @property
    def waiting(self) -> int:
        """Commitments that are no action item yet."""
        return sum(row.action_item_id is None for row in self.commitments)

    @property
    def closed(self) -> int:
        """Action items that are kept or dropped."""
        over = (ActionItemState.DONE, ActionItemState.DROPPED)
        return sum(item.state in over for item in self.action_items)


def follow_up_of(roundtable: Roundtable) -> FollowUp:
    """What the roundtable led to, as its people may see it. No name of who gave feedback."""
    door = arrivals.door_of(roundtable)
    token = roundtable.feedback_token
    link = settings.SITE_URL + reverse("roundtables:feedback_answer", args=[token]) if token else ""
    return FollowUp(
        sectors=door.sectors,
        said_yes=door.said_yes,
        came=door.came,
        commitments=list(roundtable.commitments.select_related("action_item")),
        action_items=list(
            ActionItem.objects.filter(commitment__roundtable=roundtable).order_by("due_on", "pk")
        ),
        feedback=reporting.feedback_of(roundtable),
        feedback_link=link if roundtable.takes_feedback else "",
    )
