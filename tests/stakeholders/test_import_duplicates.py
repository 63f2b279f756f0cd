"""Possible duplicates: side by side, decided, written."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from stakeholders.importing import batches, deciding
from stakeholders.models import Contact, Organization
from tests.factories.stakeholders import ContactFactory, OrganizationFactory

HEAD = b"name,city,state,phone,contact,email\n"
MERCY = b"Mercy Hospital,Denver,CO,303-555-0100,Ben Ito,ben@mercy.example.org\n"
MERCEY = b"Mercey Hospital,Denver,CO,303-555-0100,Ada Lopez,ada@mercy.example.org\n"
AGAIN = b"Mercey Hospital,Denver,CO,303-555-0100,Cy Marsh,cy@mercy.example.org\n"


@pytest.fixture
def mercy(reference, center):
    return OrganizationFactory(
        center=center, name="Mercy Hospital", city="Denver", phone="303-555-0100", state_id="CO"
    )


def write(batch, director, **decisions):
    for row in batch.rows.filter(outcome="possible"):
        deciding.decide(row, decisions[f"line_{row.line}"], by=director)
    batches.request_commit(batch, by=director)
    batches.commit(batch)


def people():
    return list(Contact.objects.order_by("name").values_list("name", "organization__name"))


def test_same_as_a_known_organization_adds_its_person(imported, mercy, director):
    batch = imported(HEAD + MERCEY, ends=False)

    write(batch, director, line_2="same")

    contact = Contact.objects.get()
    assert (contact.organization, contact.name, contact.is_primary, contact.source_import) == (
        mercy, "Ada Lopez", True, batch,
    )  # fmt: skip
    assert contact.search_text == "ada lopez ada@mercy.example.org"
    assert batch.counts["people"] == 1


def test_same_adds_nobody_who_is_known_there(imported, mercy, director):
    ContactFactory(organization=mercy, name="A. Lopez", email="ADA@mercy.example.org")
    batch = imported(HEAD + MERCEY, ends=False)

    write(batch, director, line_2="same")

    assert people() == [("A. Lopez", "Mercy Hospital")]


def test_same_as_an_earlier_line_adds_its_person(imported, director):
    batch = imported(HEAD + MERCY + MERCEY, ends=False)

    write(batch, director, line_3="same")

    assert people() == [("Ada Lopez", "Mercy Hospital"), ("Ben Ito", "Mercy Hospital")]
    assert Contact.objects.get(is_primary=True).name == "Ben Ito"


@pytest.mark.parametrize(
    ("decision", "expected"),
    [
        ("same", [("Ada Lopez", "Mercy Hospital"), ("Cy Marsh", "Mercy Hospital")]),
        ("different", [("Ada Lopez", "Mercey Hospital"), ("Cy Marsh", "Mercey Hospital")]),
        ("left_out", []),
    ],
)
def test_people_of_repeated_rows_go_where_the_first_went(
    imported, mercy, director, decision, expected
):
    batch = imported(HEAD + MERCEY + AGAIN + MERCEY, ends=False)
    assert list(batch.rows.values_list("outcome", flat=True)) == ["possible", "update", "repeat"]

    write(batch, director, line_2=decision)

    assert people() == expected


def test_a_person_named_by_a_possible_row_too_is_not_lost(imported, mercy, director):
    certain = MERCEY.replace(b"Mercey", b"Mercy")
    batch = imported(HEAD + MERCEY + certain, ends=False)

    write(batch, director, line_2="left_out")

    assert people() == [("Ada Lopez", "Mercy Hospital")]


def test_planner_decides_side_by_side(imported, mercy, director_client, viewer_client):
    batch = imported(HEAD + MERCEY, ends=False)
    row = batch.rows.get()
    url = f"/stakeholders/imports/{batch.pk}/decide/"

    assert viewer_client.post(url, {f"row_{row.pk}": "same"}).status_code == 403
    answer = director_client.post(url, {f"row_{row.pk}": "same"}, follow=True)
    row.refresh_from_db()
    assert (row.decision, answer.request["PATH_INFO"]) == ("same", batch.get_absolute_url())
    assert "1 decision kept." in answer.content.decode()
    answer = director_client.post(url, {f"row_{row.pk}": "nonsense", "stay": "1"})
    row.refresh_from_db()
    assert (row.decision, answer.url) == ("same", f"/stakeholders/imports/{batch.pk}/duplicates/")
    batches.request_commit(batch, by=None)
    batches.commit(batch)

    assert Organization.objects.get() == mercy
    assert people() == [("Ada Lopez", "Mercy Hospital")]


def test_pairs_show_the_people_of_both(imported, mercy, director_client):
    ContactFactory(organization=mercy, name="Ben Ito")
    ContactFactory(organization=mercy, name="Cy Marsh", archived=True)
    batch = imported(HEAD + MERCEY + MERCEY.replace(b"Mercey", b"Meercey"), ends=False)

    pairs = director_client.get(f"/stakeholders/imports/{batch.pk}/duplicates/").context["pairs"]

    people = [(side.row, side.other) for pair in pairs for side in pair.sides[-1:]]
    assert ("Ada Lopez", "Ben Ito") in people


def test_pairs_take_the_same_queries_however_many(imported, director_client):
    def queries(count):
        cities = ["Elis" + "abcdefghij"[n % 10] * (1 + n // 10) for n in range(count)]
        names = ("Mercy General Hospital", "Mercy General Hosptal")
        content = "name,city\n" + "".join(f"{n},{city}\n" for city in cities for n in names)
        batch = imported(content.encode(), ends=False)
        with CaptureQueriesContext(connection) as captured:
            page = director_client.get(f"/stakeholders/imports/{batch.pk}/duplicates/")
        assert len(page.context["pairs"]) == count
        return len(captured)

    assert queries(1) == queries(30)
