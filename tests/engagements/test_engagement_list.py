"""Lists: filters, and the same number of statements for many rows as for one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from engagements.enums import EngagementPhase
from tests.factories.accounts import CenterFactory, StateFactory
from tests.factories.engagements import (
    ActionItemFactory,
    EngagementFactory,
    PublicationFactory,
    SectorFactory,
    SelfReviewFactory,
)


def titles(client, **query):
    answer = client.get(reverse("engagements:engagement_list"), query)
    return {row.title for row in answer.context["engagements"]}


@pytest.fixture
def two(center, director):
    texas = StateFactory(code="TX", name="Texas", fema_region=6, cisa_region=6)
    EngagementFactory(center=center, title="Ours", closed=True)
    EngagementFactory(center=CenterFactory(state=texas), title="Theirs", requested=True)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, {"Ours", "Theirs"}),
        ({"phase": EngagementPhase.REQUESTED}, {"Theirs"}),
        ({"region": "8"}, {"Ours"}),
        ({"state": "TX"}, {"Theirs"}),
        ({"phase": "closed", "state": "TX"}, set()),
        ({"phase": "nonsense", "region": "99", "state": "\x00"}, {"Ours", "Theirs"}),
    ],
)
def test_coordinators_narrow_the_list_by_phase_and_place(two, dhs_client, query, found):
    assert titles(dhs_client, **query) == found


def test_a_center_sees_its_own_engagements(two, director_client):
    assert titles(director_client) == {"Ours"}


def test_an_empty_list_says_the_next_step(director_client):
    answer = director_client.get(reverse("engagements:engagement_list"))

    assert b"Open the self-reviews" in answer.content


# The same number of statements for 1 and 15 rows.

LISTS = {
    "self_review_list": lambda center: SelfReviewFactory(center=center, submitted=True),
    "engagement_list": lambda center: EngagementFactory(center=center),
    "action_item_list": lambda center: ActionItemFactory(
        engagement=EngagementFactory(center=center)
    ),
    "publication_list": lambda center: PublicationFactory().sectors.set([SectorFactory()]),
}


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("person", ["director_client", "dhs_client"])
def test_lists_ask_as_often_for_one_row_as_for_many(request, center, director, name, person):
    client, page = request.getfixturevalue(person), reverse(f"engagements:{name}")

    def asked():
        with CaptureQueriesContext(
            connection,
        ) as statements:
            assert client.get(page).status_code == 200
        return len(statements)

    LISTS[name](center)
    asked()
    for_one = asked()
    for _ in range(14):
        LISTS[name](center)

    assert asked() == for_one
