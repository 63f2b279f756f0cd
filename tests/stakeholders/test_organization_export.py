"""What leaves as a file: exactly what is filtered, never a formula, never without a reason."""

import io
import zipfile

import openpyxl

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


def test_csv_and_xlsx_hold_no_formula():
    rows = [[value] for value in HOSTILE]

    lines = list(csv_lines(["head"], rows))
    assert [line.strip('"')[0] for line in lines[1:]] == ["'"] * 6 + ["p"]
    package = zipfile.ZipFile(io.BytesIO(xlsx_bytes(["head"], rows[:5])))
    assert b"<f>" not in package.read("xl/worksheets/sheet1.xml")
