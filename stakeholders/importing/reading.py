"""From the bytes of a CSV or XLSX file to a header and records with line numbers.

Whatever is wrong with the file as a whole is refused here, naming line and column, before anything
is written.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import IO

from bcp.core.actions import Refused
from stakeholders.importing.charsets import decode, delimiter_of
from stakeholders.importing.headings import known_headings, looks_like_data
from stakeholders.importing.records import (
    LONGEST_CELL,
    LONGEST_LINE,
    MOST_BYTES,
    MOST_COLUMNS,
    MOST_ROWS,
    Record,
    Source,
    check_width,
    short,
    tidy,
    too_long,
    too_many_columns,
)
from stakeholders.importing.workbooks import SheetSource
from stakeholders.keys import folded

HEADER_WITHIN = 10  # lines; above the header there may be a title
SAMPLES = 200

csv.field_size_limit(MOST_BYTES)


@dataclass
class Table:
    """A file that can be read: how it is written, its header and its records, one pass each."""

    encoding: str
    delimiter: str
    header_line: int
    headers: list[str]
    source: Source = field(repr=False)

    def records(self) -> Iterator[Record]:
        """The data rows; blank ones are passed over. Refuses with line and column."""
        width = len(self.headers)
        heads = [folded(head) for head in self.headers]
        count = 0
        for record in self.source.rows():
            if record.line <= self.header_line or not any(record.cells):
                continue
            count += 1
            if count > MOST_ROWS:
                raise Refused(
                    f"The file has more than {MOST_ROWS:,} rows. Split it and import the parts."
                )
            yield Record(record.line, self._whole(record, width, heads))

    def _whole(self, record: Record, width: int, heads: list[str]) -> list[str]:
        cells = record.cells
        if len(cells) < width and self.delimiter:
            raise Refused(
                f"Line {record.line} ends after column {len(cells)} of {width}"
                f" (“{self.headers[min(len(cells), width) - 1]}”): half a row. Complete the line,"
                " or export the file again."
            )
        if len(cells) > width and any(cells[width:]):
            raise Refused(
                f"Line {record.line} has {len(cells)} columns, but the header has {width}: column"
                f" {width + 1} begins with “{short(next(c for c in cells[width:] if c))}”."
                " Put quotation marks around values that hold the separator."
            )
        cells = [*cells[:width], *[""] * (width - len(cells))]
        if is_header_again(heads, cells):
            raise Refused(
                f"Line {record.line} repeats the header of line {self.header_line} from column"
                f" “{self.headers[0]}” on: the file has two headers. Delete the second one, or"
                " import the two lists one after the other."
            )
        return cells

    def samples(self, count: int = SAMPLES) -> list[list[str]]:
        """The first data rows, for guessing what the columns hold."""
        found = []
        for record in self.records():
            found.append(record.cells)
            if len(found) >= count:
                break
        return found


@dataclass
class CsvSource(Source):
    """The text of a CSV file."""

    text: str
    delimiter: str

    def rows(self) -> Iterator[Record]:
        """Raw rows, each with the line it begins on."""
        reader = csv.reader(self._lines(), delimiter=self.delimiter, strict=False)
        line = 1
        try:
            for cells in reader:
                yield Record(line, tidy(cells, line))
                line = reader.line_num + 1
        except csv.Error as error:
            raise Refused(f"Line {line} cannot be read as CSV: {error}.") from error

    def _lines(self) -> Iterator[str]:
        # Not by StringIO, which would hold the whole text once more at four bytes a character.
        for number, match in enumerate(LINE.finditer(self.text), start=1):
            line = match[0]
            if line.count(self.delimiter) > 4 * MOST_COLUMNS:
                raise too_many_columns(number, line.count(self.delimiter) + 1)
            if len(line) > LONGEST_LINE:
                raise endless_line(number, line, self.delimiter)
            yield line


def open_table(content: bytes, file_name: str) -> Table:
    """Find out how a file is written and where its header is; refuse what cannot be imported."""
    if len(content) > MOST_BYTES:
        raise Refused(
            f"The file has {len(content) / 1024**2:.0f} MB; at most {MOST_BYTES // 1024**2} MB can"
            " be imported. Split it and import the parts."
        )
    if not content.strip():
        raise Refused("The file is empty.")
    if content[:4] == b"PK\x03\x04":
        return with_header(SheetSource(content), "", "")
    if content[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise Refused("This is an old or a protected Excel file. Save it as .xlsx or as CSV.")
    text, encoding = decode(content)
    if "\n" not in text:
        text = text.replace("\r", "\n")
    delimiter = delimiter_of(text)
    return with_header(CsvSource(text, delimiter), encoding, delimiter)


def with_header(source: Source, encoding: str, delimiter: str) -> Table:
    """Find the header within the first lines: the one that names most columns we know."""
    filled = (record for record in source.rows() if any(record.cells))
    first = list(islice(filled, HEADER_WITHIN + 1))
    if not first:
        raise Refused("The file is empty.")
    for record in first:
        check_width(record)
    best = max(first, key=lambda record: (known_headings(record.cells), -record.line))
    if known_headings(best.cells) == 0 or looks_like_data(best.cells):
        best = first[0]
    if looks_like_data(best.cells):
        raise Refused(
            f"Line {best.line} looks like data, not like a header: column 1 is"
            f" “{short(best.cells[0])}”. Put a line with the names of the columns on top."
        )
    headers = [cell or f"Column {number}" for number, cell in enumerate(best.cells, start=1)]
    while len(headers) > 1 and not best.cells[len(headers) - 1]:
        headers.pop()
    refuse_second_header(first, best)
    return Table(encoding, delimiter, best.line, headers, source)


def is_header_again(heads: list[str], cells: list[str]) -> bool:
    """Whether a row repeats the header: its first cell and at least two more are the headings."""
    if folded(cells[0]) != heads[0]:
        return False
    same = sum(a == folded(b) != "" for a, b in zip(heads, cells, strict=True))
    return same >= min(3, len(heads))


def refuse_second_header(first: list[Record], header: Record) -> None:
    """A second line of column names right below the first leaves no way to tell which counts."""
    for record in first:
        is_below = record.line > header.line
        if is_below and known_headings(record.cells) >= 2 and not looks_like_data(record.cells):
            column = next(n for n, c in enumerate(record.cells, start=1) if known_headings([c]))
            raise Refused(
                f"Line {record.line} is a second header below line {header.line}: its column"
                f" {column} is “{short(record.cells[column - 1])}”. Keep one of the two."
            )


def endless_line(number: int, line: str, delimiter: str) -> Refused:
    """The refusal of a physical line: of its endless cell, or of the line when no cell is."""
    cells = next(csv.reader([line], delimiter=delimiter), [""])
    column = max(range(len(cells)), key=lambda index: len(cells[index]))
    if len(cells[column]) > LONGEST_CELL:
        return too_long(number, column + 1, len(cells[column]))
    return Refused(
        f"Line {number} has {len(line):,} characters in {len(cells)} columns; at most"
        f" {LONGEST_LINE:,} fit into one line. Shorten its texts, or leave out columns."
    )


LINE = re.compile(r"[^\n]*\n|[^\n]+")


def read_upload(file: IO[bytes]) -> bytes:
    """The content of an upload, never more than the limit and one byte."""
    return file.read(MOST_BYTES + 1)
