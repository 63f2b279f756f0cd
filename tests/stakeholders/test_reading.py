"""Files as people send them: what is read, and what is refused with line and column."""

import pytest

from bcp.core.actions import Refused
from stakeholders.importing.reading import open_table
from tests.stakeholders.workbooks import repacked, workbook

HEAD = "name,address,city,state,zip,phone\n"
ROW = "Alpha Fire,1 Main St,Denver,CO,80202,303-555-0100\n"


def refusal(content: bytes) -> str:
    with pytest.raises(Refused) as refused:
        list(open_table(content, "list.csv").records())
    return refused.value.reason


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (ROW * 3, "Line 1 looks like data, not like a header: column 1 is “Alpha Fire”."),
        (HEAD + HEAD + ROW, "Line 2 is a second header below line 1: its column 1 is “name”."),
        (HEAD + ROW * 20 + HEAD, "Line 22 repeats the header of line 1 from column “name” on"),
        (",".join(f"c{n}" for n in range(300)), "Line 1 has 300 columns; at most 64"),
        (HEAD + ROW + "x" * 2_000_000 + ",a,b,CO,1,2\n", "Line 3, column 1 holds 2,000,000 char"),
        (
            ",".join(f"name {n}" for n in range(60)) + "\n" + ",".join(["x" * 5_000] * 60) + "\n",
            "Line 2 has 300,060 characters in 60 columns; at most 200,000 fit into one line.",
        ),
        (HEAD + ROW + "Beta,1 Main\n" + ROW, "Line 3 ends after column 2 of 6 (“address”): half a"),
        (HEAD + ROW[:-1] + ",more\n", "Line 2 has 7 columns, but the header has 6: column 7 beg"),
        (HEAD + '"Beta,1 Main St,Denver\n' + ROW * 400, "Line 2, column 1 holds"),
        ("", "The file is empty."),
    ],
)
def test_read_refuses_naming_line_and_column(text, said):
    assert refusal(text.encode()).startswith(said)


def test_read_refuses_two_charsets_in_one_file():
    mixed = HEAD.encode() + "Peña,1,a,CO,1,2\n".encode() + "Cañon,1,a,CO,1,2\n".encode("latin-1")

    assert "Line 3, column 1 is not UTF-8" in refusal(mixed)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_read_finds_charset_separator_and_header_below_a_title(encoding):
    text = "Our partners\n\nName;City;State\nCañon Café;Denver;CO\n"

    table = open_table(text.encode(encoding), "list.csv")

    assert (table.headers, table.header_line) == (["Name", "City", "State"], 3)
    assert [record.cells for record in table.records()] == [["Cañon Café", "Denver", "CO"]]


def test_read_takes_the_values_of_a_workbook_and_no_formula():
    content = workbook(["Name", "State", "ZIP"], ["Alpha", "MA", 1085], ["=1+1", "MA", 2085.0])

    cells = [record.cells for record in open_table(content, "list.xlsx").records()]

    assert cells == [["Alpha", "MA", "1085"], ["", "MA", "2085"]]


ENTITIES = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><a>&b;</a>'


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"xl/worksheets/sheet1.xml": b"0" * 60_000_000}, "The workbook unpacks to 57 MB"),
        ({"xl/workbook.xml": ENTITIES}, "The workbook is damaged"),
        ({"xl/worksheets/sheet1.xml": ENTITIES}, "The workbook"),
        ({"../../evil": b"x"}, "The workbook holds a part outside its own folder"),
    ],
)
def test_read_refuses_bombs(parts, said):
    content = repacked(workbook(["Name", "State"], ["Alpha", "MA"]), **parts)

    assert refusal(content).startswith(said)
