"""The child process that reads a workbook, and harms nobody but itself.

Started as `python -m stakeholders.importing.sheets`: reads an XLSX file from standard input and
writes the rows of its first sheet that are not empty to standard output, one JSON list a line: the
number of the row, then its cells as text. The last line is an object: {} at the end of the sheet,
or {"problem": a sentence}. Memory and processor time are limited before the file is read; formulas
come in as their last values, and XML is read without entities.
"""

import json
import resource
import sys
import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import openpyxl
from defusedxml.common import DefusedXmlException
from openpyxl.utils.exceptions import InvalidFileException

MEMORY_BYTES = 300 * 1024 * 1024
OPENING_SECONDS = 10  # of processor time, for the rows that somebody waits for
READING_SECONDS = 120
OPENING_ROWS = 250
MOST_LINES = 200_010  # rows of a list and its title, blank ones included
MOST_TEXT = 50 * 1024 * 1024  # bytes; one long text may stand in many cells


def limit() -> None:
    """Bound this process, whatever the workbook makes openpyxl do."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (OPENING_SECONDS, READING_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def lines_of(content: bytes) -> Iterator[Any]:
    """What is written to standard output, line by line."""
    try:
        book = openpyxl.load_workbook(BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what the sheet says of its own size may be wrong
        yield from rows_of(sheet.iter_rows(values_only=True))
    except (DefusedXmlException, InvalidFileException, zipfile.BadZipFile) as error:
        yield {"problem": f"The workbook cannot be read safely: {plain(error)}."}
    except MemoryError:
        raise
    except Exception as error:  # openpyxl raises whatever the broken part raises
        yield {"problem": f"The workbook is damaged: {plain(error)}. Save it again."}


def rows_of(rows: Iterator[tuple[Any, ...]]) -> Iterator[Any]:
    """The rows that hold something, then how it ended."""
    size = 0
    for number, values in enumerate(rows, start=1):
        if number > MOST_LINES:
            yield {
                "problem": f"The sheet goes on below row {MOST_LINES:,}. Delete the rows below the"
                " list, also blank ones, or split it and import the parts."
            }
            return
        if number == OPENING_ROWS:
            resource.setrlimit(resource.RLIMIT_CPU, (READING_SECONDS, READING_SECONDS))
        width = len(values)
        while width and values[width - 1] is None:
            width -= 1
        if not width:
            continue
        cells = [as_text(value) for value in values[:width]]
        size += sum(len(cell.encode()) for cell in cells)
        if size > MOST_TEXT:
            yield {
                "problem": f"The sheet holds more than {MOST_TEXT // 1024**2} MB of text up to"
                f" row {number:,}. Split it and import the parts."
            }
            return
        yield [number, *cells]
    yield {}


def as_text(value: Any) -> str:
    """A cell of a workbook as a person would read it."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if hasattr(value, "date") and hasattr(value, "isoformat"):
        return str(value.date().isoformat())
    return str(value)


def plain(error: Exception) -> str:
    """What an error says, on one line and not too long."""
    text = " ".join((str(error) or type(error).__name__).split()).rstrip(".")
    return text if len(text) <= 40 else f"{text[:39]}…"


def main() -> int:
    """Read the workbook, write its rows."""
    limit()
    for line in lines_of(sys.stdin.buffer.read()):
        sys.stdout.buffer.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
