"""The center's area as a map and as a table."""

from stakeholders.area import area_of
from tests.factories.stakeholders import OrganizationFactory


def test_map_and_table_hold_the_same_numbers(center, director_client, outsider_client):
    OrganizationFactory.create_batch(3, center=center, county="BOULDER")
    OrganizationFactory(center=center, county="Boulder County", active=True)
    OrganizationFactory(center=center, county="")
    OrganizationFactory(center=center, county="Laramie", state__code="WY")
    OrganizationFactory(center=center, archived=True, county="Boulder")

    area = area_of(center)

    assert [(one.name, one.count, one.active, one.shade) for one in area.table] == [
        ("Boulder", 4, 1, 2)
    ]
    assert (area.elsewhere, area.without_county, area.total, len(area.counties)) == (1, 1, 6, 64)
    page = director_client.get("/stakeholders/map/").content.decode()
    assert "<title>Boulder: 4</title>" in page
    assert "Boulder: 4" not in outsider_client.get("/stakeholders/map/").content.decode()
