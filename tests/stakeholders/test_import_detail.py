"""An import from upload to undo."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from bcp.core.actions import Refused
from stakeholders.importing import batches, comparing, deciding, retention, undoing, working
from stakeholders.importing.assessing import closing_line
from stakeholders.models import Contact, ImportBatch, Organization
from tests.factories.stakeholders import InteractionFactory, OrganizationFactory


def counts(batch):
    return {name: number for name, number in batch.counts.items() if number}


def test_import_writes_new_rows_and_names_refused_ones(imported, sample, center):
    batch = imported(sample("hospitals.csv"), sector="public_health")

    assert closing_line(batch.counts) == "new 3, updated 0, duplicates 1, refused 2"
    refused = batch.rows.filter(outcome="refused").values_list("line", "problem")
    assert dict(refused) == {
        6: "Column “name”: the name of the organization is missing. Fill it in.",
        7: ("Column “state”: “ZZ” is not a state or territory. Write its name or its two letters."),
    }
    hospital = Organization.objects.get(center=center, city="Grand Junction")
    assert (hospital.name, hospital.county, hospital.sector_id) == (
        "St. Mary's Medical Center", "Mesa", "public_health",
    )  # fmt: skip
    assert hospital.subtype.name == "Hospital"


def test_import_twice_adds_nothing(imported, sample):
    imported(sample("fire_departments.csv"))
    before = Organization.objects.count()

    again = imported(sample("fire_departments.csv"))

    assert Organization.objects.count() == before
    assert closing_line(again.counts) == "new 0, updated 0, duplicates 8, refused 0"


def test_import_leaves_possible_duplicates_to_a_person(imported, sample, director):
    batch = imported(sample("fire_departments.csv"), ends=False)
    assert counts(batch) == {"new": 6, "possible": 2}
    watertown, hoople = batch.rows.filter(outcome="possible")

    deciding.decide(watertown, "different", by=director)
    deciding.decide(hoople, "left_out", by=director)
    batches.request_commit(batch, by=director)
    batches.commit(batch)

    names = list(Organization.objects.order_by("pk").values_list("name", flat=True))
    assert names.count("Watertown Fire Department") == 2
    assert "Hoople Fire Department" not in names


def test_import_matches_columns_by_name_and_content_and_remembers(imported, sample, center):
    batch = imported(sample("partners_cp1252.csv"))

    assert (batch.encoding, batch.delimiter, batch.header_line) == ("cp1252", ";", 3)
    assert closing_line(batch.counts) == "new 3, updated 1, duplicates 0, refused 1"
    chamber = Organization.objects.get(sector="chamber")
    assert (chamber.name, chamber.city, chamber.state_id) == (
        "Cañon City Chamber",
        "Cañon City",
        "CO",
    )
    people = Contact.objects.filter(organization__name="Pueblo Food Bank").order_by("name")
    assert [(one.name, one.is_primary) for one in people] == [
        ("Bo Lind", True),
        ("Cy Marsh", False),
    ]
    mill = batch.rows.get(name="Pueblo Mill")
    assert (mill.zip_code, mill.contact_email) == ("01003", "")
    assert "not-an-address" in mill.remarks
    again = batches.start(center, sample("partners_cp1252.csv"), "again.csv", by=None)
    assert {match.why for match in batches.propose_for(again)} == {"last time"}


def test_memory_tells_columns_with_the_same_heading_apart(imported, center):
    content = b"Name,Phone,Phone,City\nAlpha Fire,303-555-0100,,Denver\n"
    first = imported(content)
    assert first.mapping == {"name": 0, "phone": 1, "city": 3}

    again = batches.start(center, content.replace(b"Alpha", b"Beta"), "b.csv", by=None)

    assert again.mapping == first.mapping
    assert {match.why for match in batches.propose_for(again)} == {"last time"}


def test_import_updates_what_the_file_knows_better_and_undo_brings_it_back(
    imported, center, director
):
    known = OrganizationFactory(
        center=center, name="Alpha Fire Department", city="Denver", phone="", website=""
    )
    batch = imported(b"name,city,phone\nALPHA FIRE DEPT,Denver,303-555-0100\nBeta Fire,Aurora,\n")
    known.refresh_from_db()
    assert (known.phone, known.phone_digits, known.name) == (
        "303-555-0100", "3035550100", "Alpha Fire Department",
    )  # fmt: skip

    undoing.undo(batch, by=director)

    known.refresh_from_db()
    assert (known.phone, known.phone_digits) == ("", "")
    assert list(Organization.objects.all()) == [known]


def test_undo_archives_what_has_a_history_by_now(imported, sample, director):
    batch = imported(sample("fire_departments.csv"))
    touched = Organization.objects.get(name__startswith="Frisco")
    InteractionFactory(organization=touched)

    undone = undoing.undo(batch, by=director)

    assert undone == {"removed": 5, "archived": 1, "set_back": 0, "unmerged": 0}
    touched.refresh_from_db()
    assert touched.is_archived


def test_undo_is_refused_after_thirty_days(imported, sample, director):
    batch = imported(sample("fire_departments.csv"))
    batch.change(committed_at=timezone.now() - timedelta(days=31))

    with pytest.raises(Refused, match="30 days"):
        undoing.undo(batch, by=director)


def test_commit_compares_again_when_the_directory_changed(imported, sample, center, director):
    batch = imported(sample("fire_departments.csv"), ends=False)
    OrganizationFactory(center=center, name="Alamosa Volunteer Fire Department", city="Alamosa")

    batches.request_commit(batch, by=director)
    working.work(batch)

    assert (batch.state, counts(batch)) == ("ready", {"new": 5, "update": 1, "possible": 2})


def test_commit_writes_nothing_when_something_breaks(imported, sample, director, monkeypatch):
    batch = imported(sample("fire_departments.csv"), ends=False)
    batches.request_commit(batch, by=director)
    monkeypatch.setattr("stakeholders.importing.staging.add_people", lambda *_: 1 / 0)

    working.work(batch)

    assert (batch.state, Organization.objects.count()) == ("refused", 0)


def test_planner_takes_a_file_from_upload_to_report(
    reference, director_client, viewer_client, outsider_client, sample, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    upload = SimpleUploadedFile("fire.csv", sample("fire_departments.csv"))
    response = director_client.post("/stakeholders/imports/", {"file": upload})
    batch = ImportBatch.objects.get()
    assert response.url == f"/stakeholders/imports/{batch.pk}/columns/"
    form = director_client.get(response.url).context["form"]
    answers = {field.html_name: field.value() or "" for field in form if field.value()}

    director_client.post(response.url, answers)
    assert working.work_on_waiting() == 1
    page = director_client.get(batch.get_absolute_url())
    assert "6 new, 0 update, 2 possible duplicates, 0 refused" in page.content.decode()
    pairs = director_client.get(f"/stakeholders/imports/{batch.pk}/duplicates/")
    assert len(pairs.context["pairs"]) == 2
    director_client.post(f"/stakeholders/imports/{batch.pk}/commit/")
    assert working.work_on_waiting() == 1

    report = b"".join(
        director_client.get(f"/stakeholders/imports/{batch.pk}/report/").streaming_content
    )
    assert (
        report.decode("utf-8-sig")
        .splitlines()[1]
        .startswith("2,Frisco Fire & Rescue Department,New")
    )
    assert viewer_client.post(f"/stakeholders/imports/{batch.pk}/undo/").status_code == 403
    assert outsider_client.get(batch.get_absolute_url()).status_code == 404


def test_preview_says_when_rows_were_not_compared_with_all(imported, director_client, monkeypatch):
    monkeypatch.setattr(comparing, "BLOCK_LIMIT", 2)
    names = ("Marlow Market", "Marbury Hall", "Margate Inn", "Marsden Club")
    batch = imported(b"name,city\n" + "".join(f"{n},Denver\n" for n in names).encode(), ends=False)

    page = director_client.get(batch.get_absolute_url()).content.decode()

    assert batch.rows.get(remarks__startswith="So many").name == "Marsden Club"
    assert "1 new row was not compared with everything" in page


def test_preview_shows_each_row_of_a_long_file(imported, director_client):
    lines = "".join(f"Station {number},Denver\n" for number in range(1, 121))
    batch = imported(b"name,city\n" + lines.encode(), ends=False)
    url = batch.get_absolute_url()

    shown, pages = [], ["?outcome=new"]
    while pages[-1]:
        page = director_client.get(url + pages[-1])
        shown += [row.line for row, _ in page.context["preview"].rows]
        pages.append(page.context.get("next_url"))
    back = director_client.get(url + pages[-2])

    assert (shown, len(pages)) == (list(range(2, 122)), 4)
    assert back.context["previous_url"] == pages[-3]


def test_upload_that_cannot_be_read_says_why_on_the_form(director_client, reference):
    upload = SimpleUploadedFile("list.csv", b"Alpha,303-555-0100\nBeta,303-555-0101\n")

    page = director_client.post("/stakeholders/imports/", {"file": upload})

    assert "Line 1 looks like data" in page.content.decode()
    assert not ImportBatch.objects.exists()


def test_rows_and_files_are_forgotten_when_an_import_cannot_be_undone(imported, sample):
    ended = imported(sample("fire_departments.csv"))
    waiting = imported(sample("hospitals.csv"), ends=False)
    fresh = imported(sample("partners_cp1252.csv"))
    ImportBatch.objects.filter(pk=ended.pk).update(committed_at=timezone.now() - timedelta(days=31))
    ImportBatch.objects.filter(pk=waiting.pk).update(updated_at=timezone.now() - timedelta(days=8))

    assert retention.forget_old_imports() == 2
    assert retention.forget_old_imports() == 0

    waiting.refresh_from_db()
    assert (waiting.state, waiting.file.name, waiting.samples) == ("discarded", "", [])
    assert not ended.rows.exists()
    assert fresh.rows.exists()
