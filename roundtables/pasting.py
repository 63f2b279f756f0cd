"""People in pasted lines, and the lines that name nobody."""

import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

LINE_LENGTH = 500
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


@dataclass(frozen=True)
class Person:
    """Somebody to ask who may stand in no directory."""

    email: str
    name: str = ""
    organization: str = ""

    @property
    def line(self) -> str:
        """As read_pasted reads it."""
        return f"{self.name} <{self.email}> {self.organization}".strip()


@dataclass(frozen=True)
class BadLine:
    """A pasted line that names nobody who can be written to."""

    number: int
    text: str
    problem: str


def read_pasted(text: str) -> tuple[list[Person], list[BadLine]]:
    """People from pasted lines: an address, "Name <address>", or name, organization and address in
    columns. Lines that name nobody come back with their number and what is wrong with them; an
    address that stands there twice counts once.
    """
    people: dict[str, Person] = {}
    bad = []
    for number, raw in enumerate(text.splitlines(), start=1):
        line = raw.strip()
        if not line:
            continue
        try:
            person = _read_line(line)
        except ValueError as error:
            bad.append(BadLine(number, line, str(error)))
        else:
            people.setdefault(person.email.lower(), person)
    return list(people.values()), bad


def _read_line(line: str) -> Person:
    if len(line) > LINE_LENGTH:
        raise ValueError(f"the line is longer than {LINE_LENGTH} characters")
    if CONTROLS.search(line.replace("\t", " ")):
        raise ValueError("it contains a character that cannot be printed")
    if match := re.fullmatch(r"(.*?)<([^<>]*)>(.*)", line):
        cells = [match[1], match[3]]
        address = match[2].strip()
    else:
        parts = [part.strip() for part in re.split(r"[\t;,]", line)]
        address = next((part for part in parts if "@" in part), "")
        cells = [part for part in parts if part != address]
    return Person(_checked(address), *(_tidy(cell) for cell in cells[:2]))


def _checked(address: str) -> str:
    if not address:
        raise ValueError("there is no e-mail address in it")
    try:
        validate_email(address)
    except ValidationError:
        raise ValueError(f"“{address[:60]}” is not an e-mail address") from None
    return address


def _tidy(cell: str) -> str:
    return " ".join(cell.strip(" \t,;\"'").split())[:120]
