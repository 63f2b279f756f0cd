"""Calendar entries: pure functions from facts to iCalendar text (RFC 5545, 5546, 6047).

An entry of a batch may hold marks such as `{attendee_name}` instead of a person's values: it is
built once and filled for each person by `bcp.mail.lines`, which escapes and folds.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vCalAddress, vText

from bcp.core.datetimes import zone_of
from bcp.mail.zones import zone_component

PRODUCT = "-//Building Community Partnerships//Roundtables//EN"
UNQUOTED_MARK = re.compile(r"(?<=CN=)(\{[a-z][a-z0-9_]*\})")
Method = Literal["REQUEST", "CANCEL"]


@dataclass(frozen=True)
class FeedEvent:
    """One roundtable in a calendar that people subscribe to."""

    uid: str
    sequence: int
    starts: datetime
    ends: datetime
    zone: str
    summary: str
    location: str
    description: str
    stamped_at: datetime
    is_cancelled: bool = False


def invitation_calendar(
    *,
    uid: str,
    sequence: int,
    method: Method,
    starts: datetime,
    ends: datetime,
    zone: str,
    summary: str,
    location: str,
    description: str,
    organizer_name: str,
    organizer_address: str,
    attendee_name: str,
    attendee_address: str,
    stamped_at: datetime,
) -> str:
    """The entry for one invitee, who is the only attendee in it. Lines end with CRLF.

    REQUEST for a new or a moved roundtable, CANCEL when it is off or the invitee is withdrawn; the
    UID stays the same and `sequence` rises each time, or calendars take it for old. Give it as the
    mail's `calendar` with `calendar_method` the same method. `zone` is the IANA name. Put no
    personal link into the description: people forward entries.
    """
    event = _event(uid, sequence, stamped_at, (starts, ends, zone_of(zone)))
    _describe(event, summary, location, description)
    event.add("status", "CANCELLED" if method == "CANCEL" else "CONFIRMED")
    event.add("organizer", _person(organizer_name, organizer_address))
    attendee = _person(attendee_name, attendee_address)
    attendee.params["ROLE"] = "REQ-PARTICIPANT"
    attendee.params["PARTSTAT"] = "NEEDS-ACTION"
    # Answers come by the link in the mail: an answer to this entry would reach nobody.
    attendee.params["RSVP"] = "FALSE"
    event.add("attendee", attendee)
    event.add("transp", "TRANSPARENT" if method == "CANCEL" else "OPAQUE")
    calendar = _calendar(method)
    calendar.add_component(zone_component(zone_of(zone), starts))
    calendar.add_component(event)
    return _written(calendar)


def feed(events: Iterable[FeedEvent], *, name: str) -> bytes:
    """A calendar to subscribe to; programs ask for it again every hour. Names no person."""
    calendar = _calendar("PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("x-published-ttl", "PT1H")
    zones: set[str] = set()
    entries = []
    for one in events:
        zone = zone_of(one.zone)
        if one.zone not in zones:
            zones.add(one.zone)
            calendar.add_component(zone_component(zone, one.starts))
        event = _event(one.uid, one.sequence, one.stamped_at, (one.starts, one.ends, zone))
        _describe(event, one.summary, one.location, one.description)
        event.add("status", "CANCELLED" if one.is_cancelled else "CONFIRMED")
        entries.append(event)
    for event in entries:
        calendar.add_component(event)
    return _written(calendar).encode()


def _calendar(method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    return calendar


def _event(
    uid: str, sequence: int, stamped_at: datetime, when: tuple[datetime, datetime, ZoneInfo]
) -> Event:
    starts, ends, zone = when
    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", stamped_at.astimezone(UTC).replace(microsecond=0))
    event.add("sequence", sequence)
    event.add("dtstart", starts.astimezone(zone).replace(microsecond=0))
    event.add("dtend", ends.astimezone(zone).replace(microsecond=0))
    return event


def _describe(event: Event, summary: str, location: str, description: str) -> None:
    event.add("summary", summary)
    event.add("location", location)
    event.add("description", description)


def _person(name: str, address: str) -> vCalAddress:
    person = vCalAddress(f"mailto:{address}")
    if name:
        person.params["CN"] = vText(name.replace('"', "'"))
    return person


def _written(calendar: Calendar) -> str:
    # A mark in a parameter stands in quotes, so that any name may be filled in.
    return UNQUOTED_MARK.sub(r'"\1"', calendar.to_ical().decode())
