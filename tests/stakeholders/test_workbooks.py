"""Workbooks made to do harm cost neither time nor memory: a child with limits reads them."""

import io
import re
import struct
import sys
import time
import zipfile

import pytest

from bcp.core.actions import Refused
from stakeholders.importing import workbooks
from stakeholders.importing.reading import open_table
from tests.stakeholders.workbooks import repacked, workbook

SHEET = "xl/worksheets/sheet1.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def changed(*pairs):
    """A small workbook with parts of its sheet's XML replaced."""
    content = workbook(["Name", "State"], ["Alpha", "MA"])
    xml = zipfile.ZipFile(io.BytesIO(content)).read(SHEET).decode()
    for old, new in pairs:
        assert old in xml
        xml = xml.replace(old, new)
    return repacked(content, **{SHEET: xml.encode()})


def row_bomb(number):
    return changed(
        ('<row r="2"', f'<row r="{number}"'), ('"A2"', f'"A{number}"'), ('"B2"', f'"B{number}"')
    )


def wide_rows():
    """Rows whose last cell is blank and far to the right: 18,278 columns each."""
    rows = "".join(f'<row r="{n}"><c r="ZZZ{n}"/></row>' for n in range(2, 12_000))
    return changed(("</sheetData>", f"{rows}</sheetData>"))


def lying_directory():
    """A part that unpacks to more than the package's list of contents says."""
    packed = bytearray(repacked(workbook(["Name"], ["Alpha"]), **{SHEET: b"<a>" * 9_000_000}))
    for match in re.finditer(rb"PK\x01\x02", bytes(packed)):
        start = match.start()
        if packed[start + 46 :].startswith(SHEET.encode()):
            packed[start + 24 : start + 28] = struct.pack("<I", 1000)
    return bytes(packed)


def endless_texts():
    """One long text that every cell of a long sheet points to."""
    rows = "".join(
        f'<row r="{n}">' + "".join(f'<c r="{c}{n}" t="s"><v>0</v></c>' for c in "AB") + "</row>"
        for n in range(3, 6_000)
    )  # fmt: skip
    content = changed(("</sheetData>", f"{rows}</sheetData>"))
    types = zipfile.ZipFile(io.BytesIO(content)).read("[Content_Types].xml").decode()
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    override = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'
    texts = f'<sst xmlns="{MAIN}"><si><t>{"N" * 9_000}</t></si></sst>'
    return repacked(
        content,
        **{
            "[Content_Types].xml": types.replace("</Types>", override).encode(),
            "xl/sharedStrings.xml": texts.encode(),
        },
    )


BOMBS = {
    "rows": (lambda: row_bomb(2_000_000), "The sheet goes on below row 200,010"),
    "more rows": (lambda: row_bomb(2_000_000_000), "The sheet goes on below row 200,010"),
    "columns": (lambda: changed(('"B2"', '"ZZZ2"')), "Line 2 has 18,278 columns; at most 64"),
    "more columns": (lambda: changed(('"B2"', '"ZZZZZ2"')), "The workbook is damaged"),
    "lying directory": (lying_directory, "The workbook"),
    "texts": (endless_texts, "The sheet holds more than 50 MB of text up to row"),
}


def refusal(content):
    with pytest.raises(Refused) as refused:
        list(open_table(content, "list.xlsx").records())
    return refused.value.reason


@pytest.mark.parametrize("bomb", BOMBS)
def test_bombs_are_refused_at_once(bomb):
    make, said = BOMBS[bomb]
    content = make()
    open_table(workbook(["Name", "State"], ["Alpha", "MA"]), "warm.xlsx")

    start = time.monotonic()
    reason = refusal(content)

    assert reason.startswith(said)
    assert time.monotonic() - start < 2


def test_a_sheet_that_lies_about_its_size_is_read_as_it_is():
    content = changed(('<dimension ref="A1:B2"', '<dimension ref="A1:XFD1048576"'))

    table = open_table(content, "list.xlsx")

    assert [record.cells for record in table.records()] == [["Alpha", "MA"]]


LIMITS = ["OPENING_SECONDS = sheets.READING_SECONDS = 1", "MEMORY_BYTES = 20_000_000"]


@pytest.mark.parametrize("limit", LIMITS)
def test_a_child_that_meets_its_limits_is_told_in_words(monkeypatch, limit):
    code = f"from stakeholders.importing import sheets; sheets.{limit}; sheets.main()"
    monkeypatch.setattr(workbooks, "CHILD", [sys.executable, "-c", code])

    assert refusal(wide_rows()).startswith("The workbook takes too much time or memory to read.")


def test_rows_are_read_once_however_often_they_are_asked_for():
    table = open_table(workbook(["Name", "State"], *[[f"Fire {n}", "MA"] for n in range(400)]), "x")
    child = table.source.child

    first = [record.line for record in table.records()]

    assert first == [record.line for record in table.records()] == list(range(2, 402))
    table = None
    assert child.returncode is not None
