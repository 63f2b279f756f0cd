"""What happened with an organization, gathered from every part of the product that knows."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, time

from bcp.core.datetimes import current_zone
from engagements.models import ActionItem
from stakeholders.models import Interaction, Organization


@dataclass(frozen=True)
class TimelineEntry:
    """One line of the timeline, as components/timeline.html prints it. `kind` tells them apart."""

    at: datetime
    what: str
    who: str = ""
    detail: str = ""
    url: str = ""
    kind: str = ""
    is_day: bool = False  # only the day is known, not the time


Source = Callable[[Organization], Iterable[TimelineEntry]]
_sources: list[Source] = []


def register_source(source: Source) -> Source:
    """Let an app above tell what it knows: a function from an organization to entries."""
    if source not in _sources:
        _sources.append(source)
    return source


def timeline(organization: Organization) -> list[TimelineEntry]:
    """Everything known, newest first."""
    entries = [entry for source in _sources for entry in source(organization)]
    return sorted(entries, key=lambda entry: entry.at, reverse=True)


def day_start(day: object) -> datetime:
    """A day as an instant, for sorting: its noon on the reader's clock."""
    return datetime.combine(day, time(12), current_zone())  # type: ignore[arg-type]  # DateField values


@register_source
def interactions(organization: Organization) -> Iterable[TimelineEntry]:
    """Calls, mails, meetings and notes."""
    rows: Iterable[Interaction] = organization.interactions.select_related("contact", "by")
    for row in rows:
        person = f" with {row.contact}" if row.contact else ""
        yield TimelineEntry(
            day_start(row.happened_on),
            f"{row.get_kind_display()}{person}",
            who=str(row.by or ""),
            detail=row.text,
            kind=row.kind,
            is_day=True,
        )


@register_source
def action_items(organization: Organization) -> Iterable[TimelineEntry]:
    """Promises whose owner is of this organization."""
    items = ActionItem.objects.filter(
        engagement__center=organization.center_id, owner_organization__iexact=organization.name
    )
    for item in items:
        yield TimelineEntry(
            item.created_at,
            f"Action item: {item.text}",
            who=item.owner_name,
            detail=item.get_state_display(),
            kind="action_item",
        )
