"""Raw rows of a file, whatever it was written in, and how large they may be."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bcp.core.actions import Refused

MOST_BYTES = 20 * 1024 * 1024
MOST_ROWS = 200_000
MOST_COLUMNS = 64
LONGEST_CELL = 10_000
LONGEST_LINE = 200_000


@dataclass(frozen=True)
class Record:
    """One row of a file: the line it begins on and its cells, as many as the header has."""

    line: int
    cells: list[str]


class Source:
    """Something that yields raw rows again and again."""

    def rows(self) -> Iterator[Record]:
        """Every row with the line it begins on."""
        raise NotImplementedError


def check_width(record: Record) -> None:
    """Refuse rows wider than any list of organizations is."""
    if len(record.cells) > MOST_COLUMNS:
        raise too_many_columns(record.line, len(record.cells))


def too_many_columns(line: int, count: int) -> Refused:
    """The refusal of a wide file."""
    return Refused(
        f"Line {line} has {count:,} columns; at most {MOST_COLUMNS} can be matched (column"
        f" {MOST_COLUMNS + 1} is the first too many). Delete the columns you do not need."
    )


def too_long(line: int, column: int, length: int) -> Refused:
    """The refusal of an endless cell."""
    return Refused(
        f"Line {line}, column {column} holds {length:,} characters; at most {LONGEST_CELL:,} fit"
        " into one cell. Perhaps a quotation mark is not closed there."
    )


CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
SPACES = re.compile(r"\s+")


def tidy(cells: list[str], line: int) -> list[str]:
    """Cells without stray spaces and control characters; refuses endless ones."""
    tidied = []
    for column, cell in enumerate(cells, start=1):
        if len(cell) > LONGEST_CELL:
            raise too_long(line, column, len(cell))
        text = cell.strip()
        if not text.isprintable():
            text = SPACES.sub(" ", CONTROLS.sub("", text).replace("\xa0", " ")).strip()
        tidied.append(text)
    return tidied


def short(text: str) -> str:
    """The beginning of a cell, for a sentence."""
    return text if len(text) <= 40 else f"{text[:39]}…"
