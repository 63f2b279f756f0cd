"""A mail as its receiver sees it."""

from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage

from icalendar import Calendar, Event

from bcp.core.datetimes import describe_span, zone_of
from bcp.mail.messages import message_of
from bcp.mail.models import OutgoingMail

Fact = tuple[str, str]


@dataclass(frozen=True)
class Letter:
    """The parts of a mail; `html`, `text` and `calendar` are empty where it has none."""

    headers: list[Fact]
    subject: str
    text: str
    html: str
    calendar: str

    @property
    def calendar_facts(self) -> list[Fact]:
        """What the calendar entry says, in words."""
        return facts_of(self.calendar) if self.calendar else []


def letter_of(mail: OutgoingMail) -> Letter:
    """Read the mail. Its text must still be kept."""
    message = message_from_bytes(message_of(mail), policy=policy.default)
    headers = [(name, str(message[name] or "")) for name in ("From", "To", "Reply-To", "Date")]
    return Letter(
        [fact for fact in headers if fact[1]],
        str(message["Subject"]),
        part_of(message, "text/plain"),
        part_of(message, "text/html"),
        part_of(message, "text/calendar"),
    )


def part_of(message: EmailMessage, kind: str) -> str:
    """The first part of this kind, decoded; empty where there is none."""
    for part in message.walk():
        if part.get_content_type() == kind:
            return str(part.get_content())
    return ""


def subject_of(mail: OutgoingMail) -> str:
    """The subject as it was sent, from the headers that are kept; else the batch's."""
    message = message_from_bytes(mail.headers.encode(), policy=policy.default)
    return str(message["Subject"] or mail.batch.subject)


def facts_of(calendar: str) -> list[Fact]:
    """What a calendar entry says, in words."""
    parsed = Calendar.from_ical(calendar)
    event = next(one for one in parsed.walk("VEVENT") if isinstance(one, Event))
    starts, ends = event.decoded("dtstart"), event.decoded("dtend")
    zone = zone_of(str(event["dtstart"].params["TZID"]))
    what = "Taken out of the calendar" if parsed["method"] == "CANCEL" else "Put into the calendar"
    return [
        ("Calendar", what),
        ("What", str(event["summary"])),
        ("When", describe_span(starts, ends, zone)),
        ("Where", str(event["location"])),
    ]
