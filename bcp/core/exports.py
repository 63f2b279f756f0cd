"""Tables as files. A spreadsheet never executes what somebody typed into a form.

This is the only place where CSV and XLSX are written: a cell that begins like a formula gets an
apostrophe in CSV, and in XLSX every text is stored as text.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, tzinfo
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Rows = Iterable[Sequence[Any]]


def harmless(value: Any) -> str:
    """A cell of a CSV file: a text that a spreadsheet would take for a formula is quoted."""
    text = as_text(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def as_text(value: Any) -> str:
    """A value as it is written into a cell; nothing for None."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    return value.isoformat() if isinstance(value, date) else str(value)


def csv_lines(head: Sequence[str], rows: Rows) -> Iterator[str]:
    """The lines of a CSV file, one at a time; begins with a byte order mark for Excel."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    buffer.write("\ufeff")
    for row in _with_head(head, rows):
        writer.writerow([harmless(value) for value in row])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def _with_head(head: Sequence[str], rows: Rows) -> Iterator[Sequence[Any]]:
    yield head
    yield from rows


def in_own_zone(lines: Iterator[str]) -> Iterator[str]:
    """The same lines, made with the clock of whoever asked.

    They are made while they are sent, when the request and its zone are over.
    """
    return _lines_in(timezone.get_current_timezone(), lines)


def _lines_in(zone: tzinfo, lines: Iterator[str]) -> Iterator[str]:
    while True:
        with timezone.override(zone):  # never across a yield: others use the thread meanwhile
            line = next(lines, None)
        if line is None:
            return
        yield line


def xlsx_bytes(head: Sequence[str], rows: Rows, *, title: str = "Sheet") -> bytes:
    """A workbook with one sheet; numbers and days keep their type, everything else is text."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    sheet.freeze_panes = "A2"
    for row in _with_head(head, rows):
        cells = []
        for value in row:
            is_plain = isinstance(value, int | float | date) and not isinstance(
                value, bool | datetime
            )
            cell = WriteOnlyCell(sheet, value if is_plain else None)
            if not is_plain and (text := as_text(value)):
                cell.value = text
                cell.data_type = "s"  # never "f", whatever the text begins with
            cells.append(cell)
        sheet.append(cells)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def download(
    file_name: str, head: Sequence[str], rows: Rows, *, form: str = "csv"
) -> HttpResponseBase:
    """A table as a download, `form` csv or xlsx; the file's ending is added here."""
    if form == "xlsx":
        response: HttpResponseBase = HttpResponse(
            xlsx_bytes(head, rows, title=file_name), content_type=XLSX_TYPE
        )
    else:
        form = "csv"
        response = StreamingHttpResponse(in_own_zone(csv_lines(head, rows)), content_type=CSV_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{file_name}.{form}"'
    return response
