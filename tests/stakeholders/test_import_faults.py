"""What is wrong with a row is said at once: every fault, its column, and what to do."""

import pytest

from stakeholders.importing.vocabulary import read_vocabulary
from stakeholders.models import Organization

HEAD = "Agency,Sector,State,Level,Stage,Critical infrastructure,Phone\n"


def rows_of(imported, *lines, ends=False):
    return imported((HEAD + "\n".join(lines) + "\n").encode(), ends=ends).rows


def test_row_is_refused_for_all_its_faults_at_once(imported):
    row = rows_of(
        imported,
        "Alpha,fire,CO,Local,Met,Dams,303-555-0100",
        ",Fire servce,Colorodo,Stat,Contactd,Energi,12",
    ).get(line=3)

    assert row.faults == [
        "Column “Agency”: the name of the organization is missing. Fill it in.",
        "Column “Sector”: “Fire servce” is not a sector. Did you mean “Fire service and EMS”?",
        "Column “State”: “Colorodo” is not a state or territory. Did you mean “Colorado”?",
    ]
    assert row.left_out == [
        "Column “Critical infrastructure”: “Energi” is not a critical-infrastructure sector and is"
        " left out. Did you mean “Energy”?",
        "Column “Level”: “Stat” is not a level of government and is left out."
        " Did you mean “State”?",
        "Column “Stage”: “Contactd” is not a stage and is left out. Did you mean “Contacted”?",
        "Column “Phone”: “12” is not a phone number and is left out."
        " Write ten digits, such as 303-555-0100.",
    ]


def test_page_and_report_name_a_row_without_a_name(imported, director_client):
    rows = rows_of(imported, "Alpha Fire,fire,CO,Local,,,", ",fire,CO,Local,,,303-555-0100")
    batch = rows.first().batch

    page = director_client.get(f"{batch.get_absolute_url()}?outcome=refused").content.decode()
    assert "(no name)" in page
    assert "fire, CO, Local, 303-555-0100" in page
    report = director_client.get(f"/stakeholders/imports/{batch.pk}/report/")
    lines = b"".join(report.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[2].startswith('3,"(no name) fire, CO, Local, 303-555-0100",Refused,')


def test_stage_of_a_new_organization_is_taken_over(imported):
    rows_of(imported, "Alpha Fire,fire,CO,Local,Active partner,,", "Beta,,CO,,,,", ends=True)

    stages = Organization.objects.order_by("name").values_list("name", "stage")
    assert list(stages) == [("Alpha Fire", "active"), ("Beta", "identified")]


def test_subtype_that_the_sector_does_not_have_is_named(imported):
    batch = imported(b"name,sector,subtype,state\nAlpha,public_health,Hosptal,CO\n", ends=False)

    assert batch.rows.get().left_out == [
        "Column “subtype”: “Hosptal” is not a subtype of this sector and is left out."
        " Did you mean “Hospital”?"
    ]


@pytest.mark.parametrize(
    ("field", "value", "meant"),
    [
        ("state", "Texs", " Did you mean “Texas”?"),
        ("state", "ZZ", ""),
        ("level", "trible", " Did you mean “Tribal”?"),
        ("sector", "banana", ""),
        ("sector", "Law enforcment", " Did you mean “Law enforcement”?"),
    ],
)
def test_suggestion_is_made_only_for_what_is_close(reference, field, value, meant):
    assert read_vocabulary().suggestion(field, value) == meant
