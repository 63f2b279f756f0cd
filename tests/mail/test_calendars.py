"""Calendar entries: as they were checked by eye, and as calendars will read them."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from icalendar import Calendar

from bcp.accounts.models import Center
from bcp.core.datetimes import localize
from bcp.mail import lines
from bcp.mail.calendars import FeedEvent, feed, invitation_calendar
from bcp.mail.messages import message_of
from bcp.mail.models import OutgoingMail
from bcp.mail.outbox import Recipient
from bcp.mail.skeletons import Content, Frame, Marks, Person, filled, skeleton
from bcp.mail.zones import changes_of, zone_component
from tests.factories.mail import CONTENT, queue

GOLDEN = Path(__file__).parent / "golden"
NEW_YORK = "America/New_York"
STAMP = datetime(2027, 1, 4, 15, tzinfo=UTC)


def entry(day: date, hour: int, zone: str = NEW_YORK, **changes: object) -> str:
    starts = localize(day, time(hour), ZoneInfo(zone))
    facts: dict[str, object] = {
        "uid": "{uid}",
        "sequence": 0,
        "method": "REQUEST",
        "starts": starts,
        "ends": starts + timedelta(hours=3),
        "zone": zone,
        "summary": "Houses of worship, schools and the people who look after them: a roundtable",
        "location": "Harbor Community Hall; 1 Main Street, Portland",
        "description": "Please answer by the link in the mail.\nYour Front Range Fusion Center",
        "organizer_name": "Front Range Fusion Center",
        "organizer_address": "mail@bcp.example.org",
        "attendee_name": "{name}",
        "attendee_address": "{address}",
        "stamped_at": STAMP,
    }
    return invitation_calendar(**{**facts, **changes})


def calendar_of(message: bytes) -> str:
    parts = message_from_bytes(message, policy=policy.default).walk()
    return next(one.get_content() for one in parts if one.get_content_type() == "text/calendar")


def filled_for(calendar: str, name: str, address: str = "ada@example.org") -> str:
    """The entry as it stands in one person's mail."""
    content = replace(CONTENT, calendar=calendar, calendar_method="REQUEST")
    shared = skeleton(content, Frame("C", "c@example.org"), Marks((), ("uid", "name", "address")))
    values = {"merge": {}, "calendar": {"uid": "7@example.org", "name": name, "address": address}}
    return calendar_of(filled(shared, Person("", address, "<1@x>", "d"), values))


CASES = {
    "create": entry(date(2027, 3, 9), 9),
    "move": entry(date(2027, 4, 20), 13, sequence=1),
    "cancel": entry(date(2027, 4, 20), 13, sequence=2, method="CANCEL"),
    "dst_weekend": entry(date(2027, 3, 14), 3),
}


@pytest.mark.parametrize("name", CASES)
def test_entry_is_as_it_was_checked(name: str) -> None:
    written = filled_for(CASES[name], 'Zoë "Z" Łukasz-Byron; Mayor, of a town with a long name')

    assert written == (GOLDEN / f"{name}.ics").read_bytes().decode()


@pytest.mark.parametrize("name", CASES)
def test_entry_has_one_event_and_one_attendee(name: str) -> None:
    calendar = Calendar.from_ical(filled_for(CASES[name], "Ada"))
    (event,) = calendar.walk("VEVENT")

    assert str(event["attendee"]) == "mailto:ada@example.org"
    assert str(event["uid"]) == "7@example.org"
    assert event["attendee"].params["CN"] == "Ada"


@given(st.text(min_size=1, max_size=120), st.text(max_size=80))
@hypothesis_settings(max_examples=60, deadline=None)
def test_any_name_and_title_leave_one_event_with_the_same_properties(name: str, title: str) -> None:
    written = filled_for(entry(date(2027, 3, 9), 9, summary=title), name)
    plain = filled_for(entry(date(2027, 3, 9), 9, summary="x"), "y")

    (event,) = Calendar.from_ical(written).walk("VEVENT")
    (expected,) = Calendar.from_ical(plain).walk("VEVENT")
    assert set(event) == set(expected)
    assert all(len(line.encode()) <= 75 for line in written.splitlines() if "\x85" not in line)


@given(st.text(max_size=120), st.text(max_size=120))
@hypothesis_settings(max_examples=60, deadline=None)
def test_any_value_leaves_the_same_headers(name: str, word: str) -> None:
    shared = skeleton(
        Content("Hello {word}", "{word}", "{word}"),
        Frame("C", "c@example.org"),
        Marks(("word",), ()),
    )
    values = {"merge": {"word": word}, "calendar": {}}
    person = Person(name, "ada@example.org", "<1@example.org>", "Tue, 09 Mar 2027 14:00:00 +0000")
    try:
        message = message_from_bytes(filled(shared, person, values), policy=policy.default)
    except lines.Unfillable:
        return
    assert message.keys() == [
        "Message-ID", "Date", "To", "From", "Subject", "Auto-Submitted",
        "X-Auto-Response-Suppress", "MIME-Version", "Content-Type",
    ]  # fmt: skip
    assert [one.addr_spec for one in message["To"].addresses] == ["ada@example.org"]


@pytest.mark.django_db
def test_method_of_the_part_is_that_of_the_entry(center: Center) -> None:
    content = replace(CONTENT, calendar=CASES["cancel"], calendar_method="CANCEL")
    one = Recipient(
        "ada@example.org", "Ada", "invitation:1", {"first_name": "Ada", "rsvp_url": "u"},
        calendar_merge={"uid": "7@example.org"},
    )  # fmt: skip
    queue(center, [one], content=content)

    message = message_from_bytes(message_of(OutgoingMail.objects.get()), policy=policy.default)
    part = next(part for part in message.walk() if part.get_content_type() == "text/calendar")
    assert part.get_param("method") == "CANCEL"
    assert "METHOD:CANCEL" in part.get_content()
    assert [part.get_filename() for part in message.walk() if part.get_filename()] == ["invite.ics"]


ZONES = [
    NEW_YORK, "America/Chicago", "America/Denver", "America/Los_Angeles", "America/Anchorage",
    "Pacific/Honolulu", "America/Phoenix", "America/Puerto_Rico", "Pacific/Guam", "Europe/Berlin",
]  # fmt: skip


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(("year", "month", "day"), [(2026, 11, 1), (2027, 3, 14), (2027, 7, 4)])
def test_zone_component_agrees_with_the_zone_hour_by_hour(
    zone: str, year: int, month: int, day: int
) -> None:
    """Read back by the calendar package, it gives the same instants as the zone itself."""
    first = datetime(year, month, day, tzinfo=UTC) - timedelta(days=2)
    component = zone_component(ZoneInfo(zone), first).to_tz(lookup_tzid=False)

    for hour in range(96):
        instant = first + timedelta(hours=hour)
        wall = instant.astimezone(ZoneInfo(zone))
        read = wall.replace(tzinfo=component)
        if wall.replace(fold=0).utcoffset() == wall.replace(fold=1).utcoffset():
            assert read.utcoffset() == wall.utcoffset()


def test_zone_changes_are_those_of_the_law() -> None:
    walls = [change.wall.isoformat() for change in changes_of(ZoneInfo(NEW_YORK), STAMP)]

    assert "2027-03-14T02:00:00" in walls
    assert "2027-11-07T02:00:00" in walls


def test_feed_has_each_roundtable_and_names_nobody() -> None:
    events = [
        FeedEvent(
            f"roundtable-{number}@bcp.example.org", 0, STAMP, STAMP + timedelta(hours=2), NEW_YORK,
            "Schools", "Hall", "", STAMP, is_cancelled=number == 2,
        )
        for number in (1, 2)
    ]  # fmt: skip

    calendar = Calendar.from_ical(feed(events, name="Front Range Fusion Center"))

    assert [str(event["status"]) for event in calendar.walk("VEVENT")] == ["CONFIRMED", "CANCELLED"]
    assert len(calendar.walk("VTIMEZONE")) == 1
    assert all("attendee" not in event for event in calendar.walk("VEVENT"))
