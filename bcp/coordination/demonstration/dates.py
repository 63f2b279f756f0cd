"""Days and hours of the demonstration, counted from today so that it never grows old."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Model
from django.utils import timezone

TUESDAY = 1


def day(offset: int) -> date:
    """The day so many days from today; negative lies behind."""
    return timezone.localdate() + timedelta(days=offset)


def instant(offset: int) -> datetime:
    """This hour so many days from today."""
    return timezone.now() + timedelta(days=offset)


def tuesday(offset: int) -> date:
    """The first Tuesday on or after that day: people meet on working days."""
    about = day(offset)
    return about + timedelta(days=(TUESDAY - about.weekday()) % 7)


def morning(on: date, zone: ZoneInfo) -> datetime:
    """Nine o'clock of that day on the walls of the zone."""
    return datetime.combine(on, time(9), tzinfo=zone)


def date_back(row: Model, when: datetime, **values: Any) -> None:
    """Say that a row was made then, not while the demonstration was loaded."""
    values = {"created_at": when, **values}
    type(row)._default_manager.filter(pk=row.pk).update(**values)
    for name, value in values.items():
        setattr(row, name, value)
