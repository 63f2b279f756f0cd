"""The centers of the network, and the page of one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bcp.audit.models import Opening
from tests.factories.accounts import CenterFactory
from tests.factories.engagements import EngagementFactory

LIST = reverse("coordination:center_list")


def names(response) -> list[str]:
    return [center.name for center in response.context["centers"]]


def test_the_network_is_searched_and_filtered(reference, dhs_client):
    everything = dhs_client.get(LIST)
    region = dhs_client.get(LIST, {"region": "10"})
    texas = dhs_client.get(LIST, {"state": "TX", "designation": "primary"})
    searched = dhs_client.get(LIST, {"q": "vermont"})

    assert len(names(everything)) == 80
    assert "Not verified" in everything.content.decode()
    assert "Alaska Information and Analysis Center" in names(region)
    assert {center.state_id for center in region.context["centers"]} <= {"AK", "ID", "OR", "WA"}
    assert names(texas) == ["Texas Joint Crime Information Center"]
    assert names(searched) == ["Vermont Intelligence Center"]
    assert "No center matches" in dhs_client.get(LIST, {"q": "zzz"}).content.decode()


def test_the_list_is_a_file_without_people(center, director, dhs_client):
    response = dhs_client.get(LIST, {"csv": "centers"})
    text = b"".join(response.streaming_content).decode()

    assert center.name in text
    assert director.name not in text


def test_more_centers_need_no_more_queries(center, dhs_client):
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            dhs_client.get(LIST)
        return len(queries)

    few = count()
    for _ in range(20):
        EngagementFactory(center=CenterFactory())

    assert count() == few


@pytest.mark.parametrize("kind", ["director_client", "viewer_client", "auditor_client"])
def test_only_coordinators_open_the_list(request, kind):
    assert request.getfixturevalue(kind).get(LIST).status_code == 403


def test_a_center_is_opened_by_its_people_and_coordinators(
    center, director, director_client, outsider_client, client, dhs_client
):
    page = reverse("coordination:center_detail", args=[center.pk])
    EngagementFactory(center=center, requested=True, title="Asked for help")

    seen = dhs_client.get(page).content.decode()

    assert "Asked for help" in seen
    assert director.name in seen
    assert director_client.get(page).status_code == 200
    assert outsider_client.get(page).status_code == 404
    assert client.get(page).status_code == 302


def test_opening_a_center_from_outside_is_written_down(center, dhs_client, director_client):
    page = reverse("coordination:center_detail", args=[center.pk])

    director_client.get(page)
    dhs_client.get(page)

    assert list(Opening.objects.values_list("center_id", "page")) == [(center.pk, page)]
