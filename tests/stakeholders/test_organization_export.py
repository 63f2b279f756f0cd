"""What leaves as a file: exactly what is filtered, never a formula, never without a reason."""

import csv
import io
import zipfile

import openpyxl
import pytest

from bcp.audit.models import AuditEvent
from bcp.core.exports import csv_lines, xlsx_bytes
from tests.factories.stakeholders import ContactFactory, OrganizationFactory

HOSTILE = ['=HYPERLINK("http://x")', "+1", "-1", "@SUM(A1)", "\tx", "\rx", "plain"]


def test_export_writes_exactly_what_is_filtered(director_client, center):
    OrganizationFactory(center=center, name="=cmd|calc")
    OrganizationFactory(center=center, name="Other", stage="met")
    OrganizationFactory(name="Of another center")

    response = director_client.post(
        "/stakeholders/export/?stage=identified", {"reason": "outreach", "form": "csv"}
    )

    lines = b"".join(response.streaming_content).decode("utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in lines] == ["Organization", "'=cmd|calc"]
    assert AuditEvent.objects.get(verb="organizations.exported").data["reason"] == "outreach"


def test_export_of_people_leaves_out_addresses_of_silent_ones(director_client, center, director):
    ContactFactory(organization__center=center, name="Ada", email="ada@x.example.org", silent=True)

    response = director_client.post(
        "/stakeholders/export/", {"reason": "outreach", "form": "xlsx", "with_people": "on"}
    )

    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
    values = [cell.value for cell in list(sheet.iter_rows())[1]]
    assert "Ada" in values
    assert "ada@x.example.org" not in values
    assert str(values[-1]).endswith("by Dana Director")


def test_export_needs_a_reason(director_client, center):
    page = director_client.post("/stakeholders/export/", {"form": "csv"})

    assert "Answer “What is it for?”." in page.content.decode()


@pytest.mark.parametrize("text", HOSTILE)
def test_csv_begins_hostile_cells_with_an_apostrophe(text):
    (_, row) = csv.reader(io.StringIO("".join(csv_lines(["head"], [[text]])), newline=""))

    assert row == [text if text == "plain" else f"'{text}"]


@pytest.mark.parametrize("text", HOSTILE)
def test_xlsx_holds_hostile_cells_as_text(text):
    content = xlsx_bytes(["head"], [[text]])

    cell = openpyxl.load_workbook(io.BytesIO(content)).active["A2"]
    assert (cell.data_type, cell.value) == ("s", text.replace("\r", "\n"))
    package = zipfile.ZipFile(io.BytesIO(content))
    assert b"<f>" not in package.read("xl/worksheets/sheet1.xml")


def test_a_formula_would_be_told_from_a_text():
    book = openpyxl.Workbook()
    book.active.append(["=1+1"])
    buffer = io.BytesIO()
    book.save(buffer)

    assert openpyxl.load_workbook(buffer).active["A1"].data_type == "f"


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_directory_leaves_without_a_formula(director_client, center, form):
    OrganizationFactory(center=center, name="=cmd|calc", address="@SUM(A1)", phone="+1-303-555")

    response = director_client.post("/stakeholders/export/", {"reason": "outreach", "form": form})

    if form == "xlsx":
        sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
        cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
        assert "f" not in {cell.data_type for cell in cells}
        assert {"=cmd|calc", "@SUM(A1)", "+1-303-555"} <= {cell.value for cell in cells}
    else:
        text = b"".join(response.streaming_content).decode("utf-8-sig")
        cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
        assert {"'=cmd|calc", "'@SUM(A1)", "'+1-303-555"} <= set(cells)
        assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
