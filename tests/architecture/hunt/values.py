"""What is filled in: something plausible for each field, and everything that may be wrong."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

import holidays
from django.utils import timezone

from tests.architecture.hunt.pages import Field, Form

FOREIGN = "900001"  # the id of the other center's first row, whatever the model
SCRIPT = "<script>alert(1)</script>"
BREAK_OUT = '" onmouseover="alert(1)'
CONTROLS = ("\x00", "\x07")
LONG = "x" * 10_001
# Bytes are sent as they are, None is not sent at all, two stand for a file: name and content.
Value = str | bytes | None | tuple[str, bytes]
Entries = dict[str, Value]

# What a text may hold: it is kept, and shown as it was typed.
MARKUP = f"{SCRIPT}{BREAK_OUT}"
UNREADABLE: Entries = {"long": LONG, "nul": "a\x00b"}
WORDS: Entries = {**UNREADABLE, "bell": "a\x07b", "blank": "   ", "no UTF-8": b"\xff\xed\xa0\x80"}
IDS: Entries = {
    "nobody's": "888888888",
    "no id": "abc",
    "negative": "-1",
    "endless": str(2**63),
    "nul": "1\x00",
    "long markup": MARKUP + LONG,
}
WRONG: dict[str, Entries] = {
    "text": {**WORDS, "two lines": "a\nBcc: b@example.org"},
    "textarea": WORDS,
    "email": {**UNREADABLE, "no address": "abc", "two lines": "a@example.org\nBcc: b@example.org"},
    "number": {
        "a comma": "1,5",
        "negative": "-1",
        "infinite": "1e309",
        "not a number": "NaN",
        "endless": "9" * 400,
    },
    "date": {
        **UNREADABLE,
        "long past": "1900-01-01",
        "past": "2020-02-02",
        "far": "9999-12-31",
        "another order": "31.02.2027",
    },
    "time": {**UNREADABLE, "no such time": "25:61"},
    "url": {**UNREADABLE, "a script": "javascript:alert(1)", "no address": "http://["},
    "password": WORDS,
}
GOOD_FILE = ("list.csv", b"Name,City,State\nHarbor Fire District,Denver,CO\n")
# Files: name as a browser sends it, content.
FILES: dict[str, tuple[str, bytes]] = {
    "no file": ("", b""),
    "an empty file": ("list.csv", b""),
    "a picture": ("list.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8),
    "no workbook": ("list.xlsx", b"PK\x03\x04 nothing of the kind"),
    "a header alone": ("list.csv", b"Name,City\n"),
    "a long name": ("x" * 300 + ".csv", b"Name,City\nHarbor Fire,Denver\n"),
    "a path": ("../../../../etc/cron.d/list.csv", b"Name,City\nHarbor Fire,Denver\n"),
    "HTML as its name": (f"{SCRIPT}.csv", f"Name,City\n{SCRIPT},Denver\n".encode()),
    "another kind": ("list.exe", b"MZ" + bytes(600)),
    "control characters": ("list.csv", b"Name,City\nHarbor\x00\x07 Fire,Denver\n"),
}
OPEN_TO_ALL = {"text", "textarea", "search", "tel"}
PLAUSIBLE = {
    "email": "fern@fire.example.org",
    "time": "10:00",
    "url": "https://example.org/",
    "tel": "303-555-0100",
    "password": "a-long-test-password",
    "textarea": "Plain words of the hunt.",
    "text": "Words of the hunt",
    "search": "Words of the hunt",
}
# Texts that must have a form of their own.
BY_NAME = {
    "areas": "FIR",
    "days": "14, 7, 1",
    "people": "Fern Hill, fern@fire.example.org, Summit Fire District",
}
DAYS_THAT_HAVE_BEEN = {"consented_on"}
MORE = " And more."
MISSING_HOUR, DOUBLE_HOUR = ("2027-03-14", "02:30"), ("2027-11-07", "01:30")


def plausible(field: Field) -> list[Value]:
    """What somebody would send: what the page has in it, a text changed; else a guess."""
    if field.kind == "file":
        return [GOOD_FILE]
    known = BY_NAME.get(field.name)
    if field.kind == "email" or (known and (field.is_typed or known in field.choices)):
        return [known or PLAUSIBLE["email"]]
    if field.name == "starts_at_date":
        return [f"{a_working_day(after=70):%Y-%m-%d}"]
    if any(field.values):
        return [value + MORE if field.kind == "textarea" else value for value in field.values]
    if field.is_chosen:
        return guessed_choice(field)
    if field.kind == "date":
        has_been = field.name in DAYS_THAT_HAVE_BEEN
        yesterday = timezone.localdate() - timedelta(days=1)
        return [f"{yesterday if has_been else a_working_day(after=40):%Y-%m-%d}"]
    if field.kind == "number":
        return [str(max(2, int(field.attributes.get("min") or 0)))]
    longest = int(field.attributes.get("maxlength") or len(LONG))
    return [PLAUSIBLE.get(field.kind, "")[:longest]]


def a_working_day(*, after: int) -> date:
    """A day that lies so many days ahead, or a little further, and is no holiday."""
    ahead = (timezone.localdate() + timedelta(days=days) for days in range(after, after + 20))
    return next(
        day for day in ahead if day.weekday() < 5 and day not in holidays.country_holidays("US")
    )


def guessed_choice(field: Field) -> list[Value]:
    """What a browser sends by itself; the first choice, where something must be chosen."""
    if field.kind == "hidden" or "multiple" in field.attributes or field.choices == ["on"]:
        return field.choices if "required" in field.attributes else field.values
    if field.kind == "select" and "required" not in field.attributes:
        return field.choices[:1]
    return [choice for choice in field.choices if choice][:1]


def tries(form: Form) -> Iterator[tuple[str, Entries]]:
    """What is tried on a form: a title and what stands in place of the plausible entries.

    Alone for each field: nothing, the other center's id, one of its wrong values. Together: the
    wrong values of all fields, turn by turn, so that each field has had each of its own; and in
    all texts what they may hold.
    """
    fields = one_per_row(form)
    for place, field in enumerate(fields):
        yield (
            (f"{field.name} missing", {field.name: None})
            if place % 2
            else (f"{field.name} empty", {field.name: ""})
        )
        if field.is_chosen:
            yield f"the other center's {field.name}", {field.name: FOREIGN}
        if len(fields) > 1 and place % 3 == 0:
            wrong = list(wrong_of(field).items())
            title, value = wrong[len(fields) % len(wrong)]
            yield f"{field.name}: {title}", {field.name: value}
    yield from waves(fields)
    for name, field in form.fields.items():
        if field.kind == "file":
            yield from ((f"{name}: {title}", {name: file}) for title, file in FILES.items())


def waves(fields: list[Field]) -> Iterator[tuple[str, Entries]]:
    """What is tried on all fields at the same time."""
    if len(fields) > 1:
        yield "everything empty", dict.fromkeys((field.name for field in fields), "")
    for turn in range(max((len(wrong_of(field)) for field in fields), default=0)):
        wave = {field.name: list(wrong_of(field).items()) for field in fields}
        chosen = {name: wrong[turn] for name, wrong in wave.items() if turn < len(wrong)}
        yield words(chosen), {name: value for name, (_, value) in chosen.items()}
    texts = [field.name for field in fields if may_hold_markup(field)]
    if texts:
        yield f"markup in {', '.join(texts)}", dict.fromkeys(texts, MARKUP)


def may_hold_markup(field: Field) -> bool:
    """Whether it is a text, and one that is long enough."""
    is_long = int(field.attributes.get("maxlength") or len(LONG)) >= len(MARKUP)
    return field.kind in OPEN_TO_ALL and field.name not in BY_NAME and is_long


def words(chosen: dict[str, tuple[str, Value]]) -> str:
    """A wave in words."""
    return ", ".join(f"{name}: {title}" for name, (title, _) in chosen.items())


def wrong_of(field: Field) -> Entries:
    """Title -> value of what a field should refuse."""
    return IDS if field.is_chosen else WRONG.get(field.kind, WRONG["text"])


def one_per_row(form: Form) -> list[Field]:
    """The fields; of those that repeat with another number only the first. No files."""
    first = {plain(name): field for name, field in reversed(form.fields.items())}
    return [field for field in reversed(first.values()) if field.kind != "file"]


def hours(form: Form) -> Iterator[tuple[str, Entries]]:
    """Day and time together: an hour that does not exist, and one that comes twice."""
    for name, field in form.fields.items():
        clock = name.removesuffix("_date") + "_time"
        if field.kind == "date" and clock in form.fields:
            yield f"{name}: the missing hour", dict(zip((name, clock), MISSING_HOUR, strict=True))
            yield f"{name}: the double hour", dict(zip((name, clock), DOUBLE_HOUR, strict=True))


def plain(name: str) -> str:
    """A field's name without the number of its row."""
    return re.sub(r"\d+", "#", name)
