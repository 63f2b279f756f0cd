"""Something that needs a person: what, why, by when, who can mend it, and where."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from bcp.accounts.models import Center
from bcp.core.wording import counted

# What endangers a roundtable comes first, then who waits for an answer, then what is late.
DANGER, WAITING, LATE, QUIET = 1, 2, 3, 4


@dataclass(frozen=True)
class Need:
    """One entry of a list of what needs somebody today."""

    what: str
    why: str
    label: str
    url: str
    tier: int = WAITING
    due_on: date | None = None
    who: str = ""
    center: Center | None = None
    kind: str = ""

    @property
    def days_left(self) -> int | None:
        """Days until it is due; negative when that day has passed."""
        return (self.due_on - timezone.localdate()).days if self.due_on else None

    @property
    def due_words(self) -> str:
        """How near the day is: "3 days late", "today", "in 5 days"."""
        left = self.days_left
        if left is None:
            return ""
        if left == 0:
            return "today"
        many = counted(abs(left), "day")
        return f"in {many}" if left > 0 else f"{many} late"

    @property
    def is_late(self) -> bool:
        """Whether its day has passed."""
        return self.days_left is not None and self.days_left < 0


def ranked(needs: list[Need]) -> list[Need]:
    """The most pressing first; within one kind of pressure by day, then center and words."""
    return sorted(
        needs,
        key=lambda need: (
            need.tier,
            need.due_on or date.max,
            need.center.name if need.center else "",
            need.what,
        ),
    )
