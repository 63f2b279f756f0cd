"""Other outreach near in place and time, which a coordinator wants to know of."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q
from django.utils import timezone

from engagements.models import Engagement, FederalOutreach

NEAR_DAYS = 30


@dataclass(frozen=True)
class Outreach:
    """Something that happens with the community: what, whose, when, where."""

    title: str
    center: str
    place: str
    on: date | None
    url: str = ""
    note: str = ""


Source = Callable[[str, date, date | None], list[Outreach]]
_sources: list[Source] = []


def register_outreach(source: Source) -> None:
    """Apps above tell what they know: (state code, from, to) -> outreach there and then."""
    if source not in _sources:
        _sources.append(source)


def conflicts_of(engagement: Engagement, around: date | None = None) -> list[Outreach]:
    """Other centers' and federal outreach in the same state, that in the center's city first.

    Within 30 days of `around` when it is known, otherwise from today on. Knows the roundtables of
    this product and the federal outreach that coordinators have entered; more has to be asked for.
    """
    first = around - timedelta(days=NEAR_DAYS) if around else timezone.localdate()
    last = around + timedelta(days=NEAR_DAYS) if around else None
    center = engagement.center
    found = [row for source in _sources for row in source(center.state_id, first, last)]
    others = [row for row in found if row.center != center.name]
    return sorted(
        [*federal_outreach(center.state_id, first, last), *others],
        key=lambda row: (row.place != center.city, row.on or date.max),
    )


def federal_outreach(state: str, first: date, last: date | None) -> list[Outreach]:
    """What coordinators have entered for a state between two days (without end when None)."""
    rows = FederalOutreach.objects.filter(state=state).filter(
        Q(begins_on__gte=first) | Q(ends_on__gte=first)
    )
    if last:
        rows = rows.filter(begins_on__lte=last)
    return [Outreach(row.title, row.agency, row.city, row.begins_on, "", row.note) for row in rows]
