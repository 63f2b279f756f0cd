"""The same import as a command."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from stakeholders.importing import batches
from stakeholders.models import ImportBatch, Organization
from tests.factories.stakeholders import OrganizationFactory

SAMPLES = Path(__file__).parent / "samples"


def run(name, center, **options):
    out = StringIO()
    call_command(
        "import_organizations", str(SAMPLES / name), center=str(center), stdout=out, **options
    )
    return out.getvalue().splitlines()


@pytest.mark.parametrize(
    ("name", "rows", "first"),
    [
        ("hospitals.csv", 6, "new 3, updated 0, duplicates 1, refused 2"),
        ("fire_departments.csv", 8, "new 6, updated 0, duplicates 2, refused 0"),
        ("partners_cp1252.csv", 5, "new 3, updated 1, duplicates 0, refused 1"),
    ],
)
def test_command_counts_every_row_and_adds_nothing_twice(
    reference, center, settings, tmp_path, name, rows, first
):
    settings.MEDIA_ROOT = tmp_path
    trial = run(name, center.slug, dry_run=True)
    assert (trial[-1], Organization.objects.count()) == (first, 0)

    lines = run(name, center.pk)
    added = Organization.objects.filter(center=center).count()
    again = run(name, center.pk)

    assert lines[-1] == first
    assert sum(int(word.strip(",")) for word in first.split()[1::2]) == rows
    assert again[-1].startswith("new 0, updated 0")
    assert Organization.objects.count() == added


def test_command_names_refused_rows(reference, center, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path

    lines = run("hospitals.csv", center.pk)

    assert [line for line in lines if line.startswith("Line ")] == [
        "Line 6 (no name): Column “name”: the name of the organization is missing. Fill it in.",
        "Line 7 (Harbor Hospital): Column “state”: “ZZ” is not a state or territory."
        " Write its name or its two letters.",
    ]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"center": "nowhere"}, "There is no center “nowhere”."),
        ({"sector": "nothing"}, "There is no sector “nothing”."),
    ],
)
def test_command_refuses_unknown_names(reference, center, options, said):
    with pytest.raises(CommandError, match=said):
        run("hospitals.csv", **{"center": center.pk, **options})


def changed_while(function, center, times):
    """A step of the import, each of its first runs followed by a change of the directory."""
    left = list(range(times))

    def step(*args):
        function(*args)
        if left:
            OrganizationFactory(center=center, name=f"Someone Else {left.pop()}")

    return step


def test_command_compares_again_when_the_directory_changes_meanwhile(
    reference, center, settings, tmp_path, monkeypatch
):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(batches, "read", changed_while(batches.read, center, 1))

    lines = run("hospitals.csv", center.pk)

    assert lines[-1] == "new 3, updated 0, duplicates 1, refused 2"
    assert Organization.objects.filter(source_import__isnull=False).count() == 3


def test_command_fails_when_the_directory_never_stands_still(
    reference, center, settings, tmp_path, monkeypatch
):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(batches, "read", changed_while(batches.read, center, 9))

    with pytest.raises(CommandError, match=r"changed again and again .* Nothing was written\."):
        run("hospitals.csv", center.pk)

    assert not Organization.objects.filter(source_import__isnull=False).exists()
    assert ImportBatch.objects.get().state == "discarded"


def test_command_writes_nothing_of_half_a_row(reference, center, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    path = tmp_path / "half.csv"
    path.write_text("name,city,state\nAlpha,Denver,CO\nBeta,Den\n")

    with pytest.raises(
        CommandError, match=r"Line 3 ends after column 2 of 3 .* Nothing was written"
    ):
        call_command("import_organizations", str(path), center=str(center.pk))
    assert not Organization.objects.exists()
    assert not ImportBatch.objects.filter(state="done").exists()
