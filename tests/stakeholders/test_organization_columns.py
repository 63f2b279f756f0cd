"""The columns of the directory's list are each person's own and remembered."""

import pytest

from stakeholders.directory import COLUMNS
from stakeholders.models import ColumnChoice
from tests.factories.engagements import SectorFactory
from tests.factories.stakeholders import OrganizationFactory

URL = "/stakeholders/columns/"


def heads(client):
    page = client.get("/stakeholders/").content.decode()
    cells = page.split("<thead>")[1].split("</thead>")[0].split("</th>")[:-1]
    return [cell.removesuffix("</a>").rsplit(">", 1)[1] for cell in cells]


@pytest.fixture
def organization(center):
    sector = SectorFactory(code="fire")
    return OrganizationFactory(center=center, sector=sector, phone="303-555-0100")


def test_columns_are_remembered_for_the_person(director_client, viewer_client, organization):
    usual = ["Organization", "Sector", "Stage", "Contact", "Looked after by", "Next step"]
    assert heads(director_client) == usual

    answer = director_client.post(f"{URL}?sector=fire", {"column": ["phone", "stage", "nonsense"]})

    assert answer.url == "/stakeholders/?sector=fire"
    assert heads(director_client) == ["Organization", "Stage", "Phone"]
    assert heads(viewer_client) == usual
    assert "303-555-0100" in director_client.get("/stakeholders/").content.decode()
    director_client.post(URL, {})
    assert heads(director_client) == ["Organization"]
    assert ColumnChoice.objects.count() == 1


def test_every_column_can_be_shown_with_the_same_number_of_queries(
    director_client, center, organization, django_assert_max_num_queries
):
    director_client.post(URL, {"column": list(COLUMNS)})
    director_client.get("/stakeholders/")
    with django_assert_max_num_queries(30) as one:
        director_client.get("/stakeholders/")
    OrganizationFactory.create_batch(20, center=center, sector=organization.sector)
    with django_assert_max_num_queries(len(one)):
        director_client.get("/stakeholders/")
