"""A file that changes what the directory knows already."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from stakeholders import merging
from tests.factories.stakeholders import OrganizationFactory

HEAD = "Name,Sector,City,State,Phone\n"
ROWS = [
    "Port General Hospital,Public health and health care,Harbor,CO,(303) 555-0199\n",
    "Port General Hospital,,Harbor,CO,(303) 555-0199\n",
    "Port General Hospital,public_health,Harbor,CO,(303) 555-0199\n",
]


@pytest.mark.parametrize("row", ROWS, ids=["sector by name", "no sector", "sector by code"])
def test_a_new_phone_is_written_and_the_sector_stays(reference, center, tmp_path: Path, row):
    known = OrganizationFactory(
        center=center,
        name="Port General Hospital",
        sector_id="public_health",
        city="Harbor",
        state_id="CO",
        phone="(303) 555-0100",
    )
    file = tmp_path / "list.csv"
    file.write_text(HEAD + row)
    told = StringIO()

    call_command("import_organizations", str(file), center=str(center.pk), stdout=told)

    assert told.getvalue().splitlines()[-1] == "new 0, updated 1, duplicates 0, refused 0"
    known.refresh_from_db()
    assert (known.phone, known.sector_id) == ("(303) 555-0199", "public_health")


def test_another_sector_is_written(reference, center, tmp_path: Path):
    known = OrganizationFactory(
        center=center, name="Port Clinic", sector_id="other", city="Harbor", state_id="CO"
    )
    file = tmp_path / "list.csv"
    file.write_text(HEAD + "Port Clinic,public_health,Harbor,CO,\n")

    call_command("import_organizations", str(file), center=str(center.pk), stdout=StringIO())

    known.refresh_from_db()
    assert known.sector_id == "public_health"


def test_a_row_of_a_merged_record_updates_the_one_it_is_part_of_by_now(imported, center, director):
    first = OrganizationFactory(center=center, name="Port Clinic", city="Harbor", state_id="CO")
    between = OrganizationFactory(center=center, name="Harbor Clinic", state_id="CO")
    last = OrganizationFactory(center=center, name="Bay Clinic", city="Bay", state_id="CO")
    merging.merge(between, first, by=director)
    merging.merge(last, between, by=director)

    batch = imported(b"name,city,state,phone\nPort Clinic,Harbor,CO,303-555-0111\n")

    last.refresh_from_db()
    assert (batch.counts["update"], last.phone) == (1, "303-555-0111")
