"""Organizations that no center owns yet."""

import datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from stakeholders import merging
from stakeholders.geography import counties_near, miles_between
from stakeholders.models import Organization, PublicOrganization
from tests.factories.stakeholders import OrganizationFactory, PublicOrganizationFactory

URL = "/stakeholders/public/"


def load(path, **options):
    out = StringIO()
    defaults = {"sector": "fire", "source": "Registry", "as_of": "2026-01-15"}
    call_command("import_directory", str(path), stdout=out, **{**defaults, **options})
    return out.getvalue().splitlines()[-1]


@pytest.fixture
def samples():
    from_here = __file__.rsplit("/", 1)[0]
    return f"{from_here}/samples"


def test_directory_is_loaded_once_however_often(reference, samples):
    path = f"{samples}/fire_departments.csv"

    assert load(path) == "new 8, updated 0, duplicates 0, refused 0"
    assert load(path, as_of="2026-02-01") == "new 0, updated 0, duplicates 8, refused 0"
    assert PublicOrganization.objects.filter(as_of=datetime.date(2026, 2, 1)).count() == 8
    assert load(
        f"{samples}/hospitals.csv", sector="public_health", source="Other", dry_run=True
    ) == ("new 3, updated 0, duplicates 1, refused 2")
    assert PublicOrganization.objects.count() == 8


def test_directory_takes_a_missing_county_from_neighbors(reference, tmp_path):
    path = tmp_path / "list.csv"
    path.write_text("name,city,state,zip,county\nA,Alma,CO,80420,Park\nB,Alma,CO,80420,\nC,,CO,,\n")

    load(path)

    rows = PublicOrganization.objects.order_by("name")
    assert [(one.county, one.is_county_inferred) for one in rows] == [
        ("Park", False),
        ("Park", True),
        ("", False),
    ]


def test_load_refuses_what_it_cannot_read(reference, tmp_path):
    path = tmp_path / "list.csv"
    path.write_text("name,city\nA\n")

    with pytest.raises(
        CommandError, match=r"Line 2 ends after column 1 of 2 .* Nothing was written"
    ):
        load(path)
    assert not PublicOrganization.objects.exists()


def test_counties_have_their_distances():
    assert round(miles_between("CO|denver", "CO|boulder")) == 34
    assert "CO|boulder" in counties_near("CO|denver", 50)
    assert miles_between("CO|denver", "CO|nowhere") is None


def test_search_by_place_and_miles(director_client, reference, center):
    PublicOrganizationFactory(name="Near Fire", city="Denver", county="Denver")
    PublicOrganizationFactory(name="Home Fire", city="Boulder", county="Boulder")
    PublicOrganizationFactory(name="Far Fire", city="Durango", county="La Plata")

    page = director_client.get(URL, {"state": "CO", "city": "Boulder", "within": "50"})

    rows = page.context["listing"].rows
    assert [(row.organization.name, row.miles) for row in rows] == [
        ("Home Fire", 0),
        ("Near Fire", 34),
    ]
    asked = director_client.get(URL, {"within": "50"})
    assert "Name the county or the city" in asked.content.decode()


def test_take_over_copies_once(director_client, viewer_client, center):
    public = PublicOrganizationFactory(name="Home Fire")
    url = f"/stakeholders/public/{public.pk}/take-over/"

    assert viewer_client.post(url).status_code == 403
    director_client.post(url)
    director_client.post(url)

    mine = Organization.objects.get(center=center)
    assert (mine.name, mine.county_key) == ("Home Fire", "CO|boulder")
    assert "not verified" in mine.notes


def test_take_over_returns_the_record_that_the_first_copy_is_part_of(center, director):
    public = PublicOrganizationFactory(name="Home Fire")
    copy = public.take_over(center=center, by=director)
    between = OrganizationFactory(center=center, name="Boulder Fire")
    last = OrganizationFactory(center=center, name="Boulder Fire Rescue")
    merging.merge(between, copy, by=director)
    merging.merge(last, between, by=director)
    last.archive(by=director)

    again = public.take_over(center=center, by=director)

    assert (again, again.is_archived) == (last, False)


def test_take_over_prefers_a_live_record(center, director):
    public = PublicOrganizationFactory(name="Home Fire")
    OrganizationFactory(
        center=center, name="Home Fire", city="Boulder", state=public.state, archived=True
    )
    live = OrganizationFactory(center=center, name="Home Fire", city="Boulder", state=public.state)

    assert public.take_over(center=center, by=director) == live


def test_search_by_sector(director_client):
    fire = PublicOrganizationFactory()
    clinic = PublicOrganizationFactory(name="Boulder Clinic", sector__code="public_health")

    page = director_client.get(URL, {"sector": clinic.sector_id}).content.decode()

    assert ("Boulder Clinic" in page, fire.name in page) == (True, False)
