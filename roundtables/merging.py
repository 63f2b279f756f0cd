"""Merge fields: the few names in braces that a message may carry, and what they become.

Nothing else in braces means anything: `{user.password}` prints as it stands. A value is filled in
once and never read again, so a person whose name is "{link}" gets no link.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape

FIELD = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True)
class MergeField:
    """One name that may stand in braces."""

    name: str
    meaning: str
    sample: str
    group: str
    is_personal: bool = False  # differs from person to person

    @property
    def placeholder(self) -> str:
        """How it is written in a message."""
        return f"{{{self.name}}}"


PERSON, MEETING, SENDER = "The person", "The roundtable", "Your center"

MERGE_FIELDS = (
    MergeField("name", "Full name", "Avery Quinn", PERSON, is_personal=True),
    MergeField("first_name", "First word of the name", "Avery", PERSON, is_personal=True),
    MergeField("organization", "Their organization", "Summit Fire District", PERSON, True),
    MergeField(
        "why",
        "Why this person is asked, from the guest list",
        "your stations are often the first to see what has changed",
        PERSON,
        is_personal=True,
    ),
    MergeField("title", "Title of the roundtable", "Fire service roundtable", MEETING),
    MergeField("purpose", "What it is about", "How stations and the center work.", MEETING),
    MergeField(
        "when",
        "Day, time and zone",
        "Tuesday, March 9, 2027, 9:00 AM to 1:15 PM MST (America/Denver)",
        MEETING,
    ),
    MergeField("where", "Venue, or “online”", "City Hall, 1200 Broadway, Denver", MEETING),
    MergeField("answer_by", "Until when answers are open", "Saturday, March 6, 2027", MEETING),
    MergeField("seats", "Number of seats", "40", MEETING),
    MergeField("center", "Name of your center", "Front Range Fusion Center", SENDER),
    MergeField("sender", "Name of the person who sends", "Dana Director", SENDER),
)  # fmt: skip
BY_NAME = {field.name: field for field in MERGE_FIELDS}
PERSONAL = tuple(field.name for field in MERGE_FIELDS if field.is_personal)


def used_in(*texts: str) -> list[str]:
    """The merge fields that stand in these texts, each once, in the order of the list."""
    found = {name for text in texts for name in FIELD.findall(text)}
    return [field.name for field in MERGE_FIELDS if field.name in found]


def unknown_in(*texts: str) -> list[str]:
    """What stands in braces and looks like a merge field, but is none: it would print as it is."""
    found = {name for text in texts for name in re.findall(r"\{([^{}\s]{1,40})\}", text)}
    return sorted(found - BY_NAME.keys())


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with these fields filled in; every other brace stays as it is."""
    return FIELD.sub(lambda match: values.get(match[1], match[0]), text)


def fill_html(html: str, values: Mapping[str, str]) -> str:
    """The same in HTML: what is filled in is text, whatever it looks like."""
    return fill(html, {name: escape(value) for name, value in values.items()})


def harmless(value: str) -> str:
    """A value whose braces are no merge fields any more: a title "{link}" prints as it stands."""
    return FIELD.sub(lambda match: f"{{\N{WORD JOINER}{match[1]}}}", value)


def empty_for(values: Mapping[str, str], names: Iterable[str]) -> list[str]:
    """Which of these fields have nothing to print for one person."""
    return [name for name in names if not values.get(name, "").strip()]


def first_name(name: str) -> str:
    """What to call somebody: the first word of the name, without a title before it."""
    words = [word for word in name.split() if word.lower().rstrip(".") not in TITLES]
    return words[0] if words else name.strip()


TITLES = {"mr", "mrs", "ms", "mx", "dr", "prof", "rev", "sr", "sra", "lt", "sgt", "capt", "chief",
          "sheriff", "hon"}  # fmt: skip
