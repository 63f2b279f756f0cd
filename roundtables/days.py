"""What stands against a day: weekends, holidays, nights in which the clocks change. Pure."""

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

NOON_HOUR = 12
SATURDAY, SUNDAY = 5, 6


def notes_on(day: date, state_code: str, zone: ZoneInfo) -> list[str]:
    """What planners should know about a day in a state: a sentence each."""
    return [
        *_weekend(day),
        *(
            f"{name} is a holiday that day ({level})."
            for name, level in holidays_on(day, state_code)
        ),
        *_clock_change(day, zone),
    ]


def holidays_on(day: date, state_code: str) -> list[tuple[str, str]]:
    """The holidays of a day as (name, "federal" or "state"); the federal name wins."""
    federal = _holidays(day.year, "").get(day)
    if federal:
        return [(federal, "federal")]
    local = _holidays(day.year, state_code).get(day)
    return [(local, "state")] if local else []


def in_words(day: date) -> str:
    """Return "Tuesday, March 9, 2027"."""
    return f"{day:%A}, {day:%B} {day.day}, {day.year}"


@lru_cache(maxsize=512)
def _holidays(year: int, state_code: str) -> dict[date, str]:
    try:
        found = holidays.country_holidays("US", subdiv=state_code or None, years=year)
    except NotImplementedError:  # a state or territory that the package does not know
        return {}
    return dict(found.items())


def _weekend(day: date) -> list[str]:
    if day.weekday() not in (SATURDAY, SUNDAY):
        return []
    return [f"It is a {day:%A}."]


def _clock_change(day: date, zone: ZoneInfo) -> list[str]:
    before, after = (_noon_offset(day - timedelta(days=back), zone) for back in (1, 0))
    if before == after:
        return []
    way = "forward" if after > before else "back"
    return [f"The clocks go {way} that day in {zone.key}; check the time with everyone."]


def _noon_offset(day: date, zone: ZoneInfo) -> timedelta:
    noon = datetime.combine(day, time(NOON_HOUR), tzinfo=zone)
    return noon.utcoffset() or timedelta()
