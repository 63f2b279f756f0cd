"""The directory as a list: filters, search, orders, pages by key."""

import datetime
import random

import pytest
from django.db import connection
from django.utils import timezone

from engagements.models import InfrastructureSector, Subtype
from stakeholders import directory, paging
from stakeholders.models import Organization
from tests.factories.accounts import CenterFactory
from tests.factories.engagements import SectorFactory
from tests.factories.stakeholders import ContactFactory, OrganizationFactory

URL = "/stakeholders/"


def names(center, query=None, **filters):
    return [row.name for row in directory.listing(center, filters, query or {}).page.rows]


def walk(center, sort):
    """Every page forwards, then every page back to the first."""
    forwards, query = [], {}
    while True:
        page = directory.listing(center, {"sort": sort}, query).page
        forwards.append([row.pk for row in page.rows])
        if not page.next_key:
            break
        query = {"after": page.next_key}
    backwards = [forwards[-1]]
    while page.previous_key:
        page = directory.listing(center, {"sort": sort}, {"before": page.previous_key}).page
        backwards.append([row.pk for row in page.rows])
    return forwards, backwards[::-1]


@pytest.mark.parametrize("sort", list(directory.SORTS))
def test_pages_hold_every_row_once_in_both_directions(center, sort, monkeypatch):
    monkeypatch.setattr(paging, "SIZE", 7)
    chance = random.Random(5)  # noqa: S311 - the same shuffle every time
    today = timezone.localdate()
    days = [None, *(today - datetime.timedelta(days=n) for n in (3, 3, 200, 900))]
    for _ in range(23):
        OrganizationFactory(
            center=center,
            name=chance.choice(["Same Name", "Élan", "Zulu", "alpha"]),
            last_contact_on=chance.choice(days),
            next_step_on=chance.choice([None, today]),
        )

    forwards, backwards = walk(center, sort)

    assert forwards == backwards
    assert sorted(pk for page in forwards for pk in page) == sorted(
        Organization.objects.values_list("pk", flat=True)
    )


def test_list_sorts_accents_with_their_letters_and_jumps_to_a_letter(center):
    for name in ("Zulu", "Élan Vital", "Delta", "Echo"):
        OrganizationFactory(center=center, name=name)

    assert names(center) == ["Delta", "Echo", "Élan Vital", "Zulu"]
    assert names(center, {"from": "el"}) == ["Élan Vital", "Zulu"]
    assert names(center, {"after": "not-a-key"}) == names(center)


@pytest.mark.parametrize("walks", [(500, 4500), (1,)])
def test_search_finds_words_in_any_order_by_walk_and_by_index(center, walks, monkeypatch):
    monkeypatch.setattr(paging, "WALKS", walks)
    OrganizationFactory(center=center, name="Peña Creek Fire", city="Boulder")
    OrganizationFactory(center=center, name="Creek Side Church", city="Denver")
    OrganizationFactory(center=center, name="Aspen Fire", city="Aspen").change(name="Creek Fire")
    OrganizationFactory(center=CenterFactory(), name="Creek Fire of another center")

    assert names(center, q="fire creek") == ["Creek Fire", "Peña Creek Fire"]
    assert names(center, q="pena") == ["Peña Creek Fire"]
    assert names(center, q="boulder") == ["Peña Creek Fire"]
    assert names(center, q="as") == []
    assert names(center, q="cr") == ["Creek Fire", "Creek Side Church"]
    assert names(center, q='100% "_') == []


def test_search_finds_people_too(center):
    contact = ContactFactory(organization__center=center, name="María Núñez")
    ContactFactory(organization__center=center, name="Mario Rossi", archived=True)

    assert directory.listing(center, {"q": "maria nunez"}, {}).people == [contact]


def test_filters_let_through_what_they_say(center):
    old = timezone.localdate() - datetime.timedelta(days=900)
    never = OrganizationFactory(center=center)
    overdue = OrganizationFactory(center=center, last_contact_on=old)
    fresh = OrganizationFactory(center=center, active=True, sector=SectorFactory(code="chamber"))
    gone = OrganizationFactory(center=center, archived=True, county="Boulder County")

    def found(**filters):
        return set(directory.filtered(center, filters))

    assert found() == {never, overdue, fresh}
    assert found(archived=True) == {gone}
    assert found(freshness="overdue") == {overdue}
    assert found(freshness="never") == {never}
    assert found(freshness="fresh") == {fresh}
    assert found(sector=fresh.sector, stage="active") == {fresh}
    assert found(archived=True, county="boulder") == {gone}


@pytest.mark.parametrize("name", ["level", "subtype", "infrastructure_sector", "owner"])
def test_filters_on_the_page_show_only_what_they_say(
    reference, director_client, director, center, name
):
    hospital = Subtype.objects.get(sector="public_health", name="Hospital")
    values = {
        "level": "local",
        "subtype": hospital,
        "infrastructure_sector": InfrastructureSector.objects.first(),
        "owner": director,
    }
    OrganizationFactory(center=center, name="Found", sector=hospital.sector, **{name: values[name]})
    OrganizationFactory(center=center, name="Other", sector=hospital.sector)
    asked = getattr(values[name], "pk", values[name])

    page = director_client.get(URL, {name: asked})

    assert [row.name for row in page.context["listing"].page.rows] == ["Found"]
    assert '<details class="bcp-more-filters" open>' in page.content.decode()


def test_count_is_exact_up_to_its_limit_then_a_guess(center, monkeypatch):
    OrganizationFactory.create_batch(3, center=center)
    rows = Organization.objects.filter(center=center)

    full = paging.Page([], next_key="more")

    assert str(paging.count_of(rows, full)) == "3"
    assert str(paging.count_of(rows, paging.Page(list(rows)))) == "3"
    monkeypatch.setattr(paging, "COUNT_LIMIT", 2)
    assert not paging.count_of(rows, full).is_exact


def test_sqlite_search_follows_deletion(center):
    organization = OrganizationFactory(center=center, name="Vanishing Point")
    organization.delete()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM stakeholders_organization_search"
                " WHERE stakeholders_organization_search MATCH 'vanishing'"
            )
            assert cursor.fetchone() == (0,)


def test_list_page_shows_count_pills_and_constant_queries(
    director_client, center, django_assert_num_queries, django_assert_max_num_queries
):
    OrganizationFactory(center=center)
    with django_assert_max_num_queries(20) as captured:
        page = director_client.get(URL, {"sector": "fire", "stage": "identified"})
    assert "1 organization<" in page.content.decode()
    assert page.content.decode().count("bcp-pill__label") == 2

    OrganizationFactory.create_batch(29, center=center)
    with django_assert_num_queries(len(captured)):
        page = director_client.get(URL, {"sector": "fire", "stage": "identified"})
    assert "30 organizations<" in page.content.decode()


def test_list_page_empty_names_the_next_step(director_client, center):
    assert "Import a list" in director_client.get(URL).content.decode()


def test_coordinator_chooses_a_center_first(dhs_client, center):
    organization = OrganizationFactory(center=center)

    assert organization.name not in dhs_client.get(URL).content.decode()
    assert organization.name in dhs_client.get(URL, {"center": center.pk}).content.decode()


def test_outsider_sees_nothing_of_another_center(outsider_client, center):
    organization = OrganizationFactory(center=center)

    page = outsider_client.get(URL, {"center": center.pk})

    assert organization.name not in page.content.decode()


def test_stranger_is_sent_to_sign_in(client):
    assert client.get(URL).status_code == 302
