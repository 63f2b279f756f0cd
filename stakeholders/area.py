"""The center's area as a map and as a table of the same numbers."""

from dataclasses import dataclass

from django.db.models import Count, Q

from bcp.accounts.models import Center
from engagements.models import Sector
from stakeholders.geography import Shape, state_map
from stakeholders.models import Organization

CLASSES = (0, 1, 3, 10, 30, 100)  # least number of organizations of each shade


@dataclass(frozen=True)
class AreaCounty:
    """A county with its organizations."""

    key: str
    name: str
    count: int
    active: int
    path: str

    @property
    def shade(self) -> int:
        """0 for none to 5 for many."""
        return sum(self.count >= least for least in CLASSES) - 1


@dataclass(frozen=True)
class Area:
    """One state: its box, its counties, and what lies outside or nowhere."""

    width: int
    height: int
    counties: list[AreaCounty]
    elsewhere: int
    without_county: int
    total: int
    sectors: list[Sector]
    sector: Sector | None
    classes: tuple[tuple[int, str], ...]

    @property
    def table(self) -> list[AreaCounty]:
        """Counties with somebody, most first."""
        return sorted(
            (one for one in self.counties if one.count), key=lambda one: (-one.count, one.name)
        )

    @property
    def empty_counties(self) -> list[str]:
        """Counties where the center knows nobody."""
        return [one.name for one in self.counties if not one.count]


def area_of(center: Center, sector: str = "") -> Area:
    """The center's state with its live organizations by county, of one sector or of all."""
    sectors = list(Sector.objects.all())
    chosen = next((one for one in sectors if one.pk == sector), None)
    rows = Organization.objects.live().filter(center=center)
    if chosen:
        rows = rows.filter(sector=chosen)
    counted = {
        row["county_key"]: row
        for row in rows.order_by()
        .values("county_key")
        .annotate(n=Count("pk"), active=Count("pk", filter=Q(stage="active")))
    }
    drawn = state_map(center.state_id)
    counties = [area_county(shape, counted) for shape in drawn.shapes]
    total = sum(row["n"] for row in counted.values())
    without = counted.get("", {"n": 0})["n"]
    here = sum(county.count for county in counties)
    return Area(
        drawn.width,
        drawn.height,
        counties,
        total - here - without,
        without,
        total,
        sectors,
        chosen,
        legend(),
    )


def area_county(shape: Shape, counted: dict[str, dict[str, int]]) -> AreaCounty:
    """A drawn county with its numbers."""
    row = counted.get(shape.key, {"n": 0, "active": 0})
    return AreaCounty(shape.key, shape.name, row["n"], row["active"], shape.path)


def legend() -> tuple[tuple[int, str], ...]:
    """Shade and what it means."""
    uppers = [*(least - 1 for least in CLASSES[1:]), None]
    texts = []
    for least, upper in zip(CLASSES, uppers, strict=True):
        if upper is None:
            texts.append(f"{least} or more")
        else:
            texts.append(str(least) if least == upper else f"{least} to {upper}")
    return tuple(enumerate(texts))
