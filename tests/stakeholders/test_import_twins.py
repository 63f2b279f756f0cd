"""Alike rows within one file: found, decided side by side, joined or kept, and undone."""

from io import StringIO

import pytest
from django.core.management import call_command

from stakeholders.importing import batches, deciding, undoing
from stakeholders.importing.comparing import BLOCK_LIMIT, Comparison, known_row
from stakeholders.keys import match_key
from stakeholders.models import Contact, Organization
from tests.factories.stakeholders import InteractionFactory, OrganizationFactory

TWINS = b"""name,city,state,phone,contact name
Port Elis General Hospital,Port Elis,CO,,Ada Reed
Port Elis General Hosptal,Port Elis,CO,303-555-0111,Bo Lind
Port Elis General Hospitl,Port Elis,CO,,Cy Marsh
"""


@pytest.fixture
def twins(imported):
    """The preview of a file that names one hospital three times, twice with a slip."""
    return imported(TWINS, ends=False)


def decide(batch, decisions, director):
    for row, decision in zip(batch.rows.filter(outcome="possible"), decisions, strict=True):
        deciding.decide(row, decision, by=director)
    batches.request_commit(batch, by=director)
    batches.commit(batch)


def found():
    """organization -> its phone and its people."""
    return {
        one.name: (one.phone, sorted(one.contacts.values_list("name", flat=True)))
        for one in Organization.objects.all()
    }


def test_alike_names_of_one_file_are_possible_duplicates(twins):
    rows = twins.rows.values_list("line", "outcome", "twin_line", "organization")

    assert list(rows) == [
        (2, "new", None, None), (3, "possible", 2, None), (4, "possible", 2, None),
    ]  # fmt: skip


def test_alike_rows_are_decided_side_by_side(twins, director_client):
    page = director_client.get(f"/stakeholders/imports/{twins.pk}/duplicates/").content.decode()

    assert page.count("In the file, line 2") == 2
    assert "Different: keep both" in page
    row = twins.rows.get(line=3)
    director_client.post(f"/stakeholders/imports/{twins.pk}/decide/", {f"row_{row.pk}": "same"})
    preview = director_client.get(f"{twins.get_absolute_url()}?outcome=possible")
    assert "The same as line 2: keep one" in preview.content.decode()


def test_a_row_found_the_same_fills_the_blanks_of_the_first_and_brings_its_person(twins, director):
    decide(twins, ["same", "different"], director)

    assert found() == {
        "Port Elis General Hospital": ("303-555-0111", ["Ada Reed", "Bo Lind"]),
        "Port Elis General Hospitl": ("", ["Cy Marsh"]),
    }
    counts = twins.counts
    assert (counts["added"], counts["merged"], counts["people"]) == (2, 1, 3)
    first = Contact.objects.filter(is_primary=True).values_list("name", flat=True)
    assert sorted(first) == ["Ada Reed", "Cy Marsh"]

    assert undoing.undo(twins, by=director) == {
        "removed": 2,
        "archived": 0,
        "set_back": 0,
        "unmerged": 0,
    }
    assert not Contact.objects.exists()


def test_undecided_rows_are_left_out(twins, director):
    decide(twins, ["", "left_out"], director)

    assert found() == {"Port Elis General Hospital": ("", ["Ada Reed"])}


def test_undo_archives_a_joined_record_that_has_a_history(twins, director):
    decide(twins, ["same", "same"], director)
    InteractionFactory(organization=Organization.objects.get())

    assert undoing.undo(twins, by=director) == {
        "removed": 0,
        "archived": 1,
        "set_back": 0,
        "unmerged": 0,
    }
    assert Organization.objects.get().phone == "303-555-0111"


@pytest.mark.parametrize(
    ("first", "phone", "people"),
    [
        ("same", "303-555-0111", ["Ada Reed", "Bo Lind"]),
        ("left_out", "", []),
    ],
)
def test_a_row_like_an_earlier_line_goes_where_that_line_goes(
    imported, center, director, first, phone, people
):
    known = OrganizationFactory(
        center=center, name="Hospital of Port Ellis", city="Port Elis", phone="", address="1 Elm St"
    )
    batch = imported(
        b"name,city,state,address,phone,contact name\n"
        b"Port Elis General Hospital,Port Elis,CO,1 Elm St,,Ada Reed\n"
        b"Port Elis General Hosptal,Port Elis,CO,,303-555-0111,Bo Lind\n",
        ends=False,
    )
    pairs = batch.rows.filter(outcome="possible").values_list("organization", "twin_line")
    assert list(pairs) == [(known.pk, None), (None, 2)]

    decide(batch, [first, "same"], director)

    known.refresh_from_db()
    assert (known.phone, sorted(known.contacts.values_list("name", flat=True))) == (phone, people)
    undoing.undo(batch, by=director)
    known.refresh_from_db()
    assert (known.phone, known.contacts.count()) == ("", 0)


def test_a_decision_does_not_pass_to_another_pair(imported, center, director):
    other = b"Boaz Library,Boaz,CO,,\nBoaz Librarry,Boaz,CO,,\n"
    batch = imported(TWINS + other, ends=False)
    deciding.decide(batch.rows.get(line=3), "same", by=director)
    deciding.decide(batch.rows.get(line=6), "different", by=director)
    known = OrganizationFactory(center=center, name="Port Elis Genral Hospital", city="Port Elis")

    batches.request_commit(batch, by=director)
    batches.read(batch)

    pairs = batch.rows.filter(line__in=[3, 6])
    assert list(pairs.values_list("organization", "twin_line", "decision")) == [
        (known.pk, None, ""), (None, 5, "different"),
    ]  # fmt: skip


def test_command_counts_alike_rows_as_duplicates(reference, center, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    path = tmp_path / "list.csv"
    path.write_bytes(TWINS)
    for options in ({"dry_run": True}, {}):
        out = StringIO()
        call_command(
            "import_organizations", str(path), center=str(center.pk), stdout=out, **options
        )
        lines = out.getvalue().splitlines()

        assert lines[-1] == "new 1, updated 0, duplicates 2, refused 0"
        assert lines[-3] == (
            "Line 3 (Port Elis General Hosptal): possible duplicate of line 2"
            " (alike in name, same city)."
        )


def letters(number):
    """A word for a number, since a name with another number is another organization."""
    return "".join(chr(97 + int(digit)) for digit in f"{number:06}")


def test_comparing_grows_with_rows_and_not_with_pairs():
    comparison = Comparison()
    for number in range(3_000):
        name = f"Elis {letters(number)} Hospital"
        comparison.add(
            known_row(match_key(name, "CO", "Elis"), city="Elis", address="", zip_code="",
                      phone_digits="", domain="", line=number)
        )  # fmt: skip

    assert max(len(block) for block in comparison.blocks.values()) == BLOCK_LIMIT
