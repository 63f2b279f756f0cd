"""From a date, a time on the wall and a zone to one instant, and back to words.

Instants are stored in UTC; people read and write the time of the engagement's own zone. Two nights
a year the wall clock lies: one hour never comes, another comes twice.
"""

import zoneinfo
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

from django.utils import timezone

# What stands where there is no value.
DASH = "\u2013"
_files: dict[str, tuple[int, ...]] = {}  # zone -> the file that its rules were read from


class WallTimeError(ValueError):
    """The wall clock does not name one instant. The text is a plain sentence, fit to show."""


class MissingHour(WallTimeError):
    """The clocks jump over this time."""


class AmbiguousHour(WallTimeError):
    """This time comes twice, because the clocks go back; `names` are the two zone names."""

    def __init__(self, text: str, names: tuple[str, str]) -> None:
        super().__init__(text)
        self.names = names


class InZone:
    """What has a time zone: `time_zone` is its IANA name."""

    __slots__ = ()
    time_zone: str

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which its times are spoken of."""
        return zone_of(self.time_zone)


def localize(day: date, wall_time: time, zone: ZoneInfo, *, fold: int | None = None) -> datetime:
    """Return the UTC instant at which clocks in `zone` show this date and time.

    Raises MissingHour when no clock ever shows it, and AmbiguousHour when it comes twice and `fold`
    does not say which: 0 is the first, 1 the second. Elsewhere `fold` changes nothing.
    """
    wall = datetime.combine(day, wall_time)
    first, second = (wall.replace(tzinfo=zone, fold=which).astimezone(UTC) for which in (0, 1))
    if first.astimezone(zone).replace(tzinfo=None, fold=0) != wall:
        raise MissingHour(
            f"{_clock(wall)} on {_day(wall)} does not exist in {zone.key}: the clocks go forward"
            " over it that night. Choose an earlier or a later time."
        )
    if first == second:
        return first
    if fold is None:
        names = (zone_name(first, zone), zone_name(second, zone))
        raise AmbiguousHour(
            f"{_clock(wall)} on {_day(wall)} comes twice in {zone.key}, because the clocks go back."
            f" Choose the first ({names[0]}) or the second ({names[1]}).",
            names,
        )
    return second if fold else first


def is_ambiguous(day: date, wall_time: time, zone: ZoneInfo) -> bool:
    """Whether clocks in `zone` show this date and time twice."""
    try:
        localize(day, wall_time, zone)
    except AmbiguousHour:
        return True
    except MissingHour:
        return False
    return False


def zone_or_none(name: object) -> ZoneInfo | None:
    """The zone of an IANA name, or None when there is no such zone."""
    text = str(name or "")
    return zone_of(text) if text in _known_zones() else None


def zone_of(name: str) -> ZoneInfo:
    """The zone of an IANA name, by the rules that stand on the machine's disk now.

    Python alone reads a zone once: a process that runs for weeks would go by rules of the past.
    """
    found = _file_of(name)
    if _files.get(name) != found:
        ZoneInfo.clear_cache(only_keys=[name])
        _files[name] = found
    return ZoneInfo(name)


def _file_of(name: str) -> tuple[int, ...]:
    """What tells the file of a zone from the one before; empty without one on the disk."""
    for folder in zoneinfo.TZPATH:
        try:
            file = Path(f"{folder}/{name}").stat()
        except OSError:
            continue
        return file.st_dev, file.st_ino, file.st_mtime_ns
    return ()


@cache
def _known_zones() -> frozenset[str]:
    # Read from the disk, file by file: once per process.
    return frozenset(available_timezones())


def current_zone() -> ZoneInfo:
    """The zone of the reader, on whose clocks days are counted; UTC where nobody reads."""
    return timezone.get_current_timezone()


def zone_name(instant: datetime, zone: ZoneInfo) -> str:
    """What people call the zone's time at that instant: "EST"; "UTC+03" where it has no name."""
    name = instant.astimezone(zone).tzname() or zone.key
    return f"UTC{name}" if name.startswith(("+", "-")) else name


def describe(instant: datetime, zone: ZoneInfo) -> str:
    """Return "Tuesday, March 9, 2027, 9:00 AM EST (America/New_York)"."""
    wall = instant.astimezone(zone)
    return f"{_day(wall)}, {_clock(wall)} {zone_name(instant, zone)} ({zone.key})"


def describe_briefly(instant: datetime, zone: ZoneInfo) -> str:
    """Return "Mar 9, 2027, 9:00 AM EST", for tables and timelines."""
    wall = instant.astimezone(zone)
    return f"{wall:%b} {wall.day}, {wall.year}, {_clock(wall)} {zone_name(instant, zone)}"


def describe_day(instant: datetime, zone: ZoneInfo) -> str:
    """The day of an instant: "March 9, 2027"."""
    wall = instant.astimezone(zone)
    return f"{wall:%B} {wall.day}, {wall.year}"


def describe_clock(instant: datetime, zone: ZoneInfo) -> str:
    """Return "9:00 AM EST", where the day stands beside it."""
    return f"{_clock(instant.astimezone(zone))} {zone_name(instant, zone)}"


def describe_span(start: datetime, end: datetime, zone: ZoneInfo) -> str:
    """Return "Tuesday, March 9, 2027, 9:00 AM to 12:00 PM EST (America/New_York)".

    The end carries its own day when it is not the start's, and both carry their zone's name when
    the clocks change in between.
    """
    opens, closes = start.astimezone(zone), end.astimezone(zone)
    first = f"{_day(opens)}, {_clock(opens)}"
    if zone_name(start, zone) != zone_name(end, zone):
        first = f"{first} {zone_name(start, zone)}"
    last = _clock(closes) if opens.date() == closes.date() else f"{_day(closes)}, {_clock(closes)}"
    return f"{first} to {last} {zone_name(end, zone)} ({zone.key})"


def whole_days_between(earlier: datetime, later: datetime) -> int:
    """Full days from one instant to another; negative when the second comes first."""
    return (later - earlier) // timedelta(days=1)


def _day(wall: datetime) -> str:
    return f"{wall:%A}, {wall:%B} {wall.day}, {wall.year}"


def _clock(wall: datetime) -> str:
    return f"{wall.hour % 12 or 12}:{wall:%M %p}"
