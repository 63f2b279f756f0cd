"""The checklist with what is done by itself: what the product sees, nobody need tick.

Apps above tell what they see: they register a function from engagements to facts.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import F

from bcp.core.datetimes import describe_day
from bcp.core.wording import counted
from engagements.enums import ChecklistFact
from engagements.models import ChecklistItem, Engagement, EngagementGuest

# (engagement's id, ChecklistFact) -> how it was done, such as "sent on March 3, 2027".
Facts = Mapping[tuple[int, str], str]
Source = Callable[[Sequence[Engagement]], Facts]
_sources: list[Source] = []


def register_facts(source: Source) -> None:
    """Add a source of facts; registering twice adds it once."""
    if source not in _sources:
        _sources.append(source)


@dataclass(frozen=True)
class Row:
    """An item of the checklist, and how it was done by itself, if it was."""

    item: ChecklistItem
    by_itself: str = ""

    @property
    def is_done(self) -> bool:
        """Whether somebody ticked it, or it is done by itself."""
        return self.item.done_at is not None or bool(self.by_itself)

    @property
    def is_overdue(self) -> bool:
        """Whether its day has passed and it is not done."""
        return not self.is_done and self.item.is_overdue


def rows_of(engagements: Sequence[Engagement]) -> dict[int, list[Row]]:
    """The checklists of these engagements by engagement, the soonest due first. The same number of
    queries for any number of engagements.
    """
    items = ChecklistItem.objects.filter(engagement__in=engagements).select_related("done_by")
    facts = facts_of(engagements)
    rows: dict[int, list[Row]] = {engagement.pk: [] for engagement in engagements}
    for item in items.order_by(F("due_on").asc(nulls_last=True), "position"):
        by_itself = facts.get((item.engagement_id, item.fact), "") if item.fact else ""
        rows[item.engagement_id].append(Row(item, "" if item.done_at else by_itself))
    return rows


def todo_of(engagements: Sequence[Engagement], limit: int) -> dict[int, list[Row]]:
    """What is still to do, at most `limit` of each checklist."""
    return {
        pk: [row for row in rows if not row.is_done][:limit]
        for pk, rows in rows_of(engagements).items()
    }


def facts_of(engagements: Sequence[Engagement]) -> dict[tuple[int, str], str]:
    """Everything that is known to be done."""
    facts: dict[tuple[int, str], str] = {}
    for engagement in engagements:
        if engagement.requested_at:
            day = describe_day(engagement.requested_at, engagement.zone)
            facts[engagement.pk, ChecklistFact.REQUEST] = f"sent on {day}"
    committee = EngagementGuest.objects.filter(engagement__in=engagements, part="committee")
    named = list(committee.values_list("engagement", flat=True))
    for pk in set(named):
        members = counted(named.count(pk), "member has", "members have")
        facts[pk, ChecklistFact.COMMITTEE] = f"{members} been let in"
    for source in _sources:
        facts.update(source(engagements))
    return facts
