"""Time zones in calendar entries: a VTIMEZONE with IANA name and yearly rules.

Written here because icalendar 7.3 gives the beginning of summer time an hour late
(`Timezone.from_tzinfo`), which moves events on that morning.
"""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
YEARS_AROUND = 2
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Change:
    """The clocks of a zone change: when, on the wall before, and from what to what."""

    wall: datetime
    before: timedelta
    after: timedelta
    name: str
    is_summer: bool


def zone_component(zone: ZoneInfo, near: datetime) -> Timezone:
    """The VTIMEZONE of a zone, right for some years around an instant."""
    component = Timezone()
    component.add("tzid", zone.key)
    changes = list(changes_of(zone, near))
    groups: dict[tuple[object, ...], list[Change]] = {}
    for change in changes:
        groups.setdefault((change.before, change.after, change.name), []).append(change)
    for group in groups.values():
        component.add_component(_observance(group))
    if not changes:
        wall = near.astimezone(zone)
        offset = wall.utcoffset() or timedelta()
        only = Change(datetime(1970, 1, 1), offset, offset, wall.tzname() or zone.key, False)  # noqa: DTZ001 - RFC 5545 wants the wall clock without a zone here
        component.add_component(_observance([only]))
    return component


def changes_of(zone: ZoneInfo, near: datetime) -> Iterator[Change]:
    """The changes of the zone's clocks from two years before an instant to two years after it."""
    hour = datetime(near.year - YEARS_AROUND, 1, 1, tzinfo=UTC)
    end = datetime(near.year + YEARS_AROUND + 1, 1, 1, tzinfo=UTC)
    day = 24 * HOUR
    while hour < end:
        if _offset(hour, zone) == _offset(hour + day, zone):
            hour += day
            continue
        while _offset(hour, zone) == _offset(hour + HOUR, zone):
            hour += HOUR
        before, after = _offset(hour, zone), _offset(hour + HOUR, zone)
        hour += HOUR
        there = hour.astimezone(zone)
        wall = (hour + before).replace(tzinfo=None)
        yield Change(wall, before, after, there.tzname() or zone.key, bool(there.dst()))


def _offset(instant: datetime, zone: ZoneInfo) -> timedelta:
    return instant.astimezone(zone).utcoffset() or timedelta()


def _observance(changes: list[Change]) -> TimezoneStandard | TimezoneDaylight:
    """One block of the component: a yearly rule where there is one, else the days themselves."""
    first = changes[0]
    block = TimezoneDaylight() if first.is_summer else TimezoneStandard()
    block.add("dtstart", first.wall)
    if len(changes) > 1:
        if rule := _yearly_rule([change.wall for change in changes]):
            block.add("rrule", {"freq": "yearly", "bymonth": first.wall.month, "byday": rule})
        else:
            block.add("rdate", [change.wall for change in changes[1:]])
    block.add("tzoffsetfrom", first.before)
    block.add("tzoffsetto", first.after)
    block.add("tzname", first.name)
    return block


def _yearly_rule(walls: list[datetime]) -> str | None:
    """Such as "2SU", when all of these are the second Sunday of the same month at one hour."""
    if len({(wall.month, wall.time(), wall.year - index) for index, wall in enumerate(walls)}) > 1:
        return None
    common = set.intersection(*(_names(wall) for wall in walls))
    return min(common, default=None)


def _names(wall: datetime) -> set[str]:
    day = DAYS[wall.weekday()]
    names = {f"{(wall.day - 1) // 7 + 1}{day}"}
    if wall.day + 7 > monthrange(wall.year, wall.month)[1]:
        names.add(f"-1{day}")
    return names
