"""What the apps above show on an engagement's page."""

from collections.abc import Callable
from dataclasses import dataclass, field

from bcp.accounts.models import User
from engagements.models import Engagement


@dataclass(frozen=True)
class Link:
    """Words and where they lead."""

    label: str
    url: str


@dataclass(frozen=True)
class Fact:
    """A number or a few words, perhaps with a page behind them."""

    label: str
    value: str
    url: str = ""


@dataclass(frozen=True)
class Panel:
    """One part of the workspace, ordered by `position`."""

    title: str
    position: int
    facts: list[Fact] = field(default_factory=list)
    actions: list[Link] = field(default_factory=list)
    warnings: list[Link] = field(default_factory=list)
    empty_text: str = ""


Source = Callable[[Engagement, User], Panel | None]
_sources: list[Source] = []


def register_panel(source: Source) -> None:
    """Add a part to every engagement's page; registering twice adds it once."""
    if source not in _sources:
        _sources.append(source)


def panels_of(engagement: Engagement, user: User) -> list[Panel]:
    """All parts for this engagement and person, in order."""
    panels = [panel for source in _sources if (panel := source(engagement, user)) is not None]
    return sorted(panels, key=lambda panel: panel.position)
