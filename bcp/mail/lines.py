"""Lines with marks: cut once, filled for each person, encoded for the way.

A mark is `{name}` with a name from an allow-list. Everything else in braces is text. A line is cut
into literal, mark, literal, mark, …, literal; filling joins it again.
"""

import re
from binascii import b2a_qp
from collections.abc import Collection, Iterator, Mapping
from html import escape

MARK = re.compile(r"\{([a-z][a-z0-9_]*)\}")
BREAKS = re.compile(r"\r\n|\r|\n")
FOLD_OCTETS = 75  # RFC 5545, 3.1
ADDRESS_LINE = re.compile(r"^(ATTENDEE|ORGANIZER)\b", re.I)
Cut = list[str]


class Unfillable(Exception):
    """A person has no value for a mark. The text is a plain sentence."""


def cut(line: str, marks: Collection[str]) -> Cut:
    """Cut a line at the marks that are allowed; other braces stay text."""
    parts: Cut = [""]
    end = 0
    for match in MARK.finditer(line):
        if match[1] in marks:
            parts[-1] += line[end : match.start()]
            parts += [match[1], ""]
            end = match.end()
    parts[-1] += line[end:]
    return parts


def value_of(mark: str, values: Mapping[str, str]) -> str:
    """The person's value; Unfillable when there is none."""
    try:
        return values[mark]
    except KeyError:
        raise Unfillable(f"There is no value for {{{mark}}}.") from None


def filled(line: Cut, values: Mapping[str, str]) -> str:
    """The line for one person, as plain text."""
    if len(line) == 1:
        return line[0]
    return "".join(value_of(part, values) if index % 2 else part for index, part in enumerate(line))


def filled_html(line: Cut, values: Mapping[str, str]) -> str:
    """The line for one person, the values escaped."""
    return "".join(
        escape(value_of(part, values)) if index % 2 else part for index, part in enumerate(line)
    )


def filled_calendar(line: Cut, values: Mapping[str, str]) -> str:
    """The content line for one person, the values escaped as RFC 5545 wants them there.

    Before the colon they stand in quotes and may hold anything but quotes; in the value of an
    attendee or organizer they are part of an address; elsewhere they are text.
    """
    done = ""
    for index, part in enumerate(line):
        if not index % 2:
            done += part
            continue
        value = value_of(part, values)
        if not _is_in_value(done):
            done += re.sub(r"[\x00-\x1f\x7f]", " ", value).replace('"', "'")
        elif ADDRESS_LINE.match(done):
            done += re.sub(r"[\x00-\x20\x7f]", "", value)
        else:
            done += _text(value)
    return done


def _is_in_value(begun: str) -> bool:
    """Whether the colon that ends name and parameters stands in what is written so far."""
    outside = re.sub(r'"[^"]*"?', "", begun)
    return ":" in outside


def _text(value: str) -> str:
    value = BREAKS.sub("\n", value)
    value = re.sub(r"[\x00-\x08\x0b-\x1f\x7f]", " ", value)
    for character, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        value = value.replace(character, written)
    return value


def unfolded(calendar: str) -> Iterator[str]:
    """The content lines of a calendar, each whole."""
    text = BREAKS.sub("\n", calendar).replace("\n ", "").replace("\n\t", "")
    return (line for line in text.split("\n") if line)


def folded(line: str) -> str:
    """A content line cut into pieces of at most 75 octets, never inside a character."""
    octets = line.encode()
    if len(octets) <= FOLD_OCTETS:
        return line
    pieces, start, room = [], 0, FOLD_OCTETS
    while start < len(octets):
        end = min(start + room, len(octets))
        while end < len(octets) and octets[end] & 0xC0 == 0x80:
            end -= 1
        pieces.append(octets[start:end].decode())
        start, room = end, FOLD_OCTETS - 1
    return "\n ".join(pieces)


def quoted_printable(text: str) -> bytes:
    """The text and a line break in quoted-printable, ready for the way."""
    if "\r" in text:
        text = BREAKS.sub("\n", text)
    octets = text.encode("utf-8", "replace")
    return b2a_qp(octets + b"\n", istext=True).replace(b"\n", b"\r\n")
