"""Counties: their shapes, their middles and the miles between them. No other host is asked.

There is no list of places with coordinates on the machine. What is known is the shape of each
county, so distances are measured from the middle of one county to the middle of the other, and the
pages say so.
"""

import json
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from django.conf import settings

from stakeholders.keys import county_key

EARTH_MILES = 3958.8
STATE_OF_FIPS = {
    "01": "AL", "02": "AK", "04": "AZ", "05": "AR", "06": "CA", "08": "CO", "09": "CT", "10": "DE",
    "11": "DC", "12": "FL", "13": "GA", "15": "HI", "16": "ID", "17": "IL", "18": "IN", "19": "IA",
    "20": "KS", "21": "KY", "22": "LA", "23": "ME", "24": "MD", "25": "MA", "26": "MI", "27": "MN",
    "28": "MS", "29": "MO", "30": "MT", "31": "NE", "32": "NV", "33": "NH", "34": "NJ", "35": "NM",
    "36": "NY", "37": "NC", "38": "ND", "39": "OH", "40": "OK", "41": "OR", "42": "PA", "44": "RI",
    "45": "SC", "46": "SD", "47": "TN", "48": "TX", "49": "UT", "50": "VT", "51": "VA", "53": "WA",
    "54": "WV", "55": "WI", "56": "WY", "60": "AS", "66": "GU", "69": "MP", "72": "PR", "78": "VI",
}  # fmt: skip
Point = tuple[float, float]  # longitude, latitude


@dataclass(frozen=True)
class County:
    """A county or its like, with its outline in degrees."""

    fips: str
    state: str
    name: str
    key: str
    middle: Point
    rings: tuple[tuple[Point, ...], ...] = field(repr=False)


@dataclass(frozen=True)
class Shape:
    """A county on a drawn map."""

    key: str
    name: str
    path: str


@dataclass(frozen=True)
class StateMap:
    """The counties of one state as SVG paths in a box of `width` by `height`."""

    width: int
    height: int
    shapes: list[Shape]


def atlas_path() -> Path:
    """Where the county shapes lie."""
    return Path(settings.FRONTEND_DIR) / "vendor" / "counties-10m.json"


@lru_cache(maxsize=1)
def counties() -> tuple[County, ...]:
    """Every county of the states and territories; none where the shapes are not installed."""
    path = atlas_path()
    if not path.exists():
        path = settings.BASE_DIR / "node_modules" / "us-atlas" / "counties-10m.json"
    if not path.exists():
        return ()
    topology = json.loads(path.read_text())
    arcs = decoded_arcs(topology)
    return tuple(
        county_of(geometry, arcs) for geometry in topology["objects"]["counties"]["geometries"]
    )


def decoded_arcs(topology: dict[str, Any]) -> list[list[Point]]:
    """The lines of a topology in degrees: each step is stored as the difference to the last."""
    (scale_x, scale_y), (move_x, move_y) = (
        topology["transform"]["scale"],
        topology["transform"]["translate"],
    )
    lines = []
    for arc in topology["arcs"]:
        x = y = 0
        line = []
        for step_x, step_y in arc:
            x, y = x + step_x, y + step_y
            line.append((x * scale_x + move_x, y * scale_y + move_y))
        lines.append(line)
    return lines


def county_of(geometry: dict[str, Any], arcs: list[list[Point]]) -> County:
    """One county with its rings put together."""
    polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
    state = STATE_OF_FIPS.get(geometry["id"][:2], "")
    rings = tuple(ring(indexes, arcs, state) for polygon in polygons for indexes in polygon)
    name = geometry["properties"]["name"]
    return County(geometry["id"], state, name, county_key(state, name), middle(rings), rings)


def ring(indexes: Sequence[int], arcs: list[list[Point]], state: str) -> tuple[Point, ...]:
    """A closed line made of arcs; a negative index (~i) runs arc i backwards."""
    points: list[Point] = []
    for index in indexes:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        points.extend(arc[1:] if points else arc)
    if state == "AK":  # the last islands lie beyond the date line
        points = [(x - 360 if x > 0 else x, y) for x, y in points]
    return tuple(points)


def middle(rings: Sequence[Sequence[Point]]) -> Point:
    """The centroid of the largest ring."""
    best, best_area = rings[0][0], 0.0
    for points in rings:
        area = x_sum = y_sum = 0.0
        for (x1, y1), (x2, y2) in pairwise(points):
            cross = x1 * y2 - x2 * y1
            area += cross
            x_sum += (x1 + x2) * cross
            y_sum += (y1 + y2) * cross
        if abs(area) > best_area:
            best_area = abs(area)
            best = (x_sum / (3 * area), y_sum / (3 * area))
    return best


@lru_cache(maxsize=1)
def middles() -> dict[str, Point]:
    """county key -> its middle. A city that is its own county yields to the county of its name."""
    found: dict[str, Point] = {}
    for county in sorted(counties(), key=lambda county: county.fips):
        found.setdefault(county.key, county.middle)
    return found


def miles_between(one: str, other: str) -> float | None:
    """Miles from the middle of one county to the middle of the other; None when one is unknown."""
    places = middles()
    if one not in places or other not in places:
        return None
    return miles(places[one], places[other])


def miles(one: Point, other: Point) -> float:
    """Great-circle miles between two points."""
    x1, y1, x2, y2 = map(math.radians, (*one, *other))
    half = math.sin((y2 - y1) / 2) ** 2 + math.cos(y1) * math.cos(y2) * math.sin((x2 - x1) / 2) ** 2
    return 2 * EARTH_MILES * math.asin(math.sqrt(half))


@lru_cache(maxsize=20)
def distances_from(key: str) -> dict[str, float]:
    """county key -> miles from the middle of this county; empty when it is unknown."""
    places = middles()
    here = places.get(key)
    return {other: miles(here, place) for other, place in places.items()} if here else {}


@lru_cache(maxsize=200)
def counties_near(key: str, within: int) -> dict[str, float]:
    """county key -> miles, for counties whose middle lies within so many miles of this one."""
    return {other: far for other, far in distances_from(key).items() if far <= within}


@lru_cache(maxsize=200)
def counties_of_state_from(key: str, state: str) -> dict[str, float]:
    """county key -> miles from this county, for the counties of a state; none if it is unknown."""
    mine = {county.key for county in counties() if county.state == state}
    return {other: far for other, far in distances_from(key).items() if other in mine}


def is_county(key: str) -> bool:
    """Whether there is such a county."""
    return key in middles()


def county_names(state: str) -> list[str]:
    """The counties of a state, for choosing one."""
    return sorted({county.name for county in counties() if county.state == state})


@lru_cache(maxsize=60)
def state_map(state: str, width: int = 800) -> StateMap:
    """The counties of a state, drawn so that miles are alike in both directions at its middle."""
    mine = [county for county in counties() if county.state == state]
    if not mine:
        return StateMap(width, 0, [])
    points = [point for county in mine for outline in county.rings for point in outline]
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    squeeze = math.cos(math.radians((south + north) / 2))
    across, up = max((east - west) * squeeze, 0.001), max(north - south, 0.001)
    scale = min(width / across, 0.9 * width / up)
    shapes: dict[str, list[str]] = defaultdict(list)
    names: dict[str, str] = {}
    for county in mine:
        names.setdefault(county.key, county.name)
        shapes[county.key].extend(
            drawn((((x - west) * squeeze * scale, (north - y) * scale) for x, y in outline))
            for outline in county.rings
        )
    return StateMap(
        round(across * scale),
        round(up * scale),
        [Shape(key, names[key], "".join(paths)) for key, paths in sorted(shapes.items())],
    )


def drawn(points: Iterable[Point]) -> str:
    """A closed line as an SVG path, with points that fall onto the last one left out."""
    return "M" + "L".join(distinct(points)) + "Z"


def distinct(points: Iterable[Point]) -> Iterator[str]:
    """Points to a tenth of a unit, each different from the one before."""
    last = ""
    for x, y in points:
        text = f"{x:.1f},{y:.1f}"
        if text != last:
            yield text
        last = text
