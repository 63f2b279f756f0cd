"""How a roundtable's time and place are said in the reader's language."""

from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.utils.translation import gettext

from bcp.core import datetimes
from engagements.enums import RoundtableFormat
from roundtables.enums import Language

if TYPE_CHECKING:
    from roundtables.models.roundtables import Roundtable
    from roundtables.models.seats import SeatCount

DAYS_ES = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")
MONTHS_ES = ("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto",
             "septiembre", "octubre", "noviembre", "diciembre")  # fmt: skip


def say_instant(instant: datetime | None, zone: ZoneInfo, language: str) -> str:
    """An instant with day, time and zone, such as "Tuesday, March 9, 2027, 9:00 AM EST (…)"."""
    if instant is None:
        return "la fecha aún no está fijada" if language == Language.SPANISH else "no date yet"
    if language != Language.SPANISH:
        return datetimes.describe(instant, zone)
    wall = instant.astimezone(zone)
    return f"{_day_es(wall)}, {_clock_es(wall)} {datetimes.zone_name(instant, zone)} ({zone.key})"


def say_span(start: datetime | None, end: datetime | None, zone: ZoneInfo, language: str) -> str:
    """From when to when, with the zone's name once (twice when the clocks change in between)."""
    if start is None or end is None:
        return say_instant(start, zone, language)
    if language != Language.SPANISH:
        return datetimes.describe_span(start, end, zone)
    opens, closes = start.astimezone(zone), end.astimezone(zone)
    first, last = f"{_day_es(opens)}, {_clock_es(opens)}", _clock_es(closes)
    if opens.date() != closes.date():
        last = f"{_day_es(closes)}, {last}"
    names = datetimes.zone_name(start, zone), datetimes.zone_name(end, zone)
    if names[0] != names[1]:
        first = f"{first} {names[0]}"
    return f"{first} a {last} {names[1]} ({zone.key})"


def say_day(day: date, language: str) -> str:
    """A day: "Tuesday, March 9, 2027"."""
    if language == Language.SPANISH:
        return _day_es(day)
    return f"{day:%A}, {day:%B} {day.day}, {day.year}"


def say_offset(instant: datetime, zone: ZoneInfo) -> str:
    """The distance of the zone's clocks from UTC at that instant: "UTC-7", "UTC+5:30", "UTC"."""
    offset = instant.astimezone(zone).utcoffset()
    minutes = int(offset.total_seconds() // 60) if offset else 0
    if not minutes:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'+' if minutes > 0 else '-'}{hours}{f':{rest:02}' if rest else ''}"


def say_length(minutes: int, language: str) -> str:
    """How long it takes: "4 hours 15 minutes"."""
    hours, rest = divmod(minutes, 60)
    words = ("hora", "minuto") if language == Language.SPANISH else ("hour", "minute")
    counts = [(hours, words[0]), (rest, words[1])]
    return " ".join(f"{n} {word}{'s' if n != 1 else ''}" for n, word in counts if n)


def say_place(roundtable: "Roundtable", language: str) -> str:
    """Where it is: the venue on one line, "online", or both."""
    online = "en línea" if language == Language.SPANISH else "online"
    place = roundtable.venue.in_one_line if roundtable.venue else ""
    if roundtable.format == RoundtableFormat.VIRTUAL or not place:
        return online
    if roundtable.format == RoundtableFormat.HYBRID:
        return f"{place} {'o' if language == Language.SPANISH else 'or'} {online}"
    return place


def say_seats(count: "SeatCount") -> str:
    """What is taken and what is kept: "14 of 16 taken, 2 kept for public health"."""
    taken = gettext("%(taken)s of %(seats)s taken") % {"taken": count.taken, "seats": count.seats}
    return ", ".join(filter(None, [taken, say_kept(count)]))


def say_kept(count: "SeatCount") -> str:
    """What is kept and not taken yet: "2 kept for public health, 1 kept for fire"."""
    return ", ".join(
        gettext("%(number)s kept for %(sector)s")
        % {"number": number, "sector": in_sentence(gettext(count.names[code]))}
        for code, number in count.kept.items()
    )


def say_why(why: str, delegate_of: str, sector: str) -> str:
    """The reason as a sentence; who is asked for no reason of their own speaks for a sector."""
    if why:
        return why
    if delegate_of:
        return gettext("%(name)s asked us to invite you in their place.") % {"name": delegate_of}
    return gettext("We would like to hear from: %(sector)s.") % {"sector": sector}


def in_sentence(name: str) -> str:
    """A sector's name inside a sentence: "Public health" is "public health"."""
    return name[:1].lower() + name[1:]


def _day_es(wall: date) -> str:
    day, month = DAYS_ES[wall.weekday()], MONTHS_ES[wall.month - 1]
    return f"{day}, {wall.day} de {month} de {wall.year}"


def _clock_es(wall: datetime) -> str:
    return f"{wall.hour % 12 or 12}:{wall:%M} {'a. m.' if wall.hour < 12 else 'p. m.'}"
