"""Other outreach near in place and time, which a coordinator wants to know of."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from engagements.models import Engagement

NEAR_DAYS = 30


@dataclass(frozen=True)
class Outreach:
    """Something that happens with the community: what, whose, when, where."""

    title: str
    center: str
    place: str
    on: date | None
    url: str


Source = Callable[[str, date | None, date | None], list[Outreach]]
_sources: list[Source] = []


def register_outreach(source: Source) -> None:
    """Apps above tell what they know: (state code, from, to) -> outreach there and then."""
    if source not in _sources:
        _sources.append(source)


def conflicts_of(engagement: Engagement, around: date | None = None) -> list[Outreach]:
    """Other centers' outreach in the same state, within 30 days of `around` when it is known.

    Knows this product's own roundtables only; other federal outreach has to be asked for.
    """
    first = around - timedelta(days=NEAR_DAYS) if around else None
    last = around + timedelta(days=NEAR_DAYS) if around else None
    state = engagement.center.state_id
    found = [row for source in _sources for row in source(state, first, last)]
    return [row for row in found if row.center != engagement.center.name]
