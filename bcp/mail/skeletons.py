"""The message that a batch shares, cut at its marks, and how it is filled for one person.

A skeleton is built once when the batch is queued and never changes. Filling it with the same values
gives the same bytes, today and after any update of the packages: nothing here asks the email or the
calendar package about the body again.
"""

import json
import secrets
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from bcp.core.actions import Refused
from bcp.mail import headers, lines
from bcp.mail.addresses import CONTROL

VERSION = 1
Piece = tuple[str, list[str]]  # a way of filling, and a cut line (or, for "raw", one text)


@dataclass(frozen=True)
class Content:
    """What a mail says, with `{marks}` where each person's own values stand.

    `text` and `html` say the same; `calendar` is a calendar with one event, and `calendar_method`
    its METHOD. Marks are filled by plain replacement from the person's values; in html they are
    escaped. Braces around anything else stay as they are.
    """

    subject: str
    text: str
    html: str
    calendar: str | None = None
    calendar_method: str = ""


@dataclass(frozen=True)
class Frame:
    """The lines around the content that all mails of the batch share."""

    sender_name: str
    sender_address: str
    reply_to: str = ""
    list_unsubscribe: bool = False
    subject_prefix: str = ""


@dataclass(frozen=True)
class Person:
    """What differs from mail to mail besides the values."""

    name: str
    address: str
    message_id: str
    date: str


@dataclass(frozen=True)
class Marks:
    """The names that are filled: in subject, text and html, and in the calendar."""

    merge: Collection[str]
    calendar: Collection[str]


def skeleton(content: Content, frame: Frame, marks: Marks) -> str:
    """Build the skeleton; only `marks` are filled. Refused for a broken subject."""
    pieces = [*_head(content, frame, marks.merge), *_body(content, marks)]
    return json.dumps({"v": VERSION, "pieces": list(_joined(pieces))}, ensure_ascii=False)


def filled(skeleton: str, person: Person, values: Mapping[str, Mapping[str, str]]) -> bytes:
    """The finished message for one person: always the same bytes for the same arguments.

    Raises Unfillable when a value is missing.
    """
    parsed = _parsed(skeleton)
    done = [FILL[way](line, person, values) for way, line in parsed.lines]
    return b"".join(piece if isinstance(piece, bytes) else done[piece] for piece in parsed.pieces)


@dataclass(frozen=True)
class Parsed:
    """A skeleton ready to be filled: its raw bytes, and for the rest which of the lines it is.

    A line that occurs twice, as those of the calendar do, is filled once.
    """

    pieces: list[bytes | int]
    lines: list[Piece]


@lru_cache(maxsize=8)
def _parsed(skeleton: str) -> Parsed:
    pieces: list[bytes | int] = []
    lines: list[Piece] = []
    for way, line in json.loads(skeleton)["pieces"]:
        if way == "raw":
            pieces.append(line[0].encode())
            continue
        if (way, line) not in lines:
            lines.append((way, line))
        pieces.append(lines.index((way, line)))
    return Parsed(pieces, lines)


def _head(content: Content, frame: Frame, marks: Collection[str]) -> Iterable[Piece]:
    subject = headers.one_line(f"{frame.subject_prefix}{content.subject}", "The subject")
    if not content.subject.strip():
        raise Refused("The subject is empty.")
    yield "own", []
    yield _raw("From: " + headers.mailbox(frame.sender_name, frame.sender_address, "From"))
    if frame.reply_to:
        yield _raw(f"Reply-To: {frame.reply_to}")
    yield "subject", lines.cut(subject, marks)
    if frame.list_unsubscribe:
        yield "stop", []
    yield _raw("Auto-Submitted: auto-generated\r\nX-Auto-Response-Suppress: OOF, AutoReply")
    yield _raw("MIME-Version: 1.0")


def _body(content: Content, marks: Marks) -> Iterable[Piece]:
    inner, outer = (f"=_{secrets.token_hex(12)}" for _ in range(2))
    if content.calendar:
        yield from _multipart("mixed", outer)
    yield from _multipart("alternative", inner)
    yield from _part("text/plain; charset=utf-8", content.text, "text", marks.merge)
    yield _raw(f"--{inner}")
    yield from _part("text/html; charset=utf-8", content.html, "html", marks.merge)
    if content.calendar:
        method = content.calendar_method
        yield _raw(f"--{inner}")
        kind = f"text/calendar; charset=utf-8; method={method}"
        yield from _part(kind, content.calendar, "calendar", marks.calendar)
        yield _raw(f"--{inner}--\r\n\r\n--{outer}")
        kind = (
            'application/ics; name="invite.ics"\r\n'
            'Content-Disposition: attachment; filename="invite.ics"'
        )
        yield from _part(kind, content.calendar, "calendar", marks.calendar)
        yield _raw(f"--{outer}--")
    else:
        yield _raw(f"--{inner}--")


def _multipart(kind: str, boundary: str) -> Iterable[Piece]:
    yield _raw(f'Content-Type: multipart/{kind}; boundary="{boundary}"\r\n\r\n--{boundary}')


def _part(kind: str, content: str, way: str, marks: Collection[str]) -> Iterable[Piece]:
    yield _raw(f"Content-Type: {kind}\r\nContent-Transfer-Encoding: quoted-printable\r\n")
    is_calendar = way == "calendar"
    for line in lines.unfolded(content) if is_calendar else lines.BREAKS.split(content):
        cut = lines.cut(line, marks)
        if len(cut) > 1:
            yield way, cut
        else:
            octets = lines.quoted_printable(lines.folded(line) if is_calendar else line)
            yield "raw", [octets.decode("ascii")]


def _raw(text: str) -> Piece:
    return "raw", [f"{text}\r\n"]


def _joined(pieces: Iterable[Piece]) -> Iterable[Piece]:
    """The same pieces with neighbouring raw ones made one."""
    raw = ""
    for way, line in pieces:
        if way == "raw":
            raw += line[0]
            continue
        if raw:
            yield "raw", [raw]
            raw = ""
        yield way, line
    if raw:
        yield "raw", [raw]


Values = Mapping[str, Mapping[str, str]]


def _own(_line: list[str], person: Person, _values: Values) -> bytes:
    to = headers.mailbox(person.name, person.address, "To")
    return f"Message-ID: {person.message_id}\r\nDate: {person.date}\r\nTo: {to}\r\n".encode()


def _subject(line: list[str], _person: Person, values: Values) -> bytes:
    subject = _in_header(lines.filled(line, values["merge"]))
    return f"Subject: {headers.encoded(subject, 'Subject')}\r\n".encode()


def _stop(_line: list[str], _person: Person, values: Values) -> bytes:
    url = _in_header(lines.value_of("stop_url", values["merge"]))
    return (
        f"List-Unsubscribe: <{url}>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
    ).encode("ascii")


def _in_header(text: str) -> str:
    """The text; Unfillable when it would begin another header."""
    if CONTROL.search(text):
        raise lines.Unfillable("A value in the subject holds a line break.")
    return text


def _text(line: list[str], _person: Person, values: Values) -> bytes:
    return lines.quoted_printable(lines.filled(line, values["merge"]))


def _html(line: list[str], _person: Person, values: Values) -> bytes:
    return lines.quoted_printable(lines.filled_html(line, values["merge"]))


def _calendar(line: list[str], _person: Person, values: Values) -> bytes:
    return lines.quoted_printable(lines.folded(lines.filled_calendar(line, values["calendar"])))


FILL: dict[str, Callable[[list[str], Person, Values], bytes]] = {
    "own": _own,
    "subject": _subject,
    "stop": _stop,
    "text": _text,
    "html": _html,
    "calendar": _calendar,
}
