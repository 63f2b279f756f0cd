"""The library: what is found, what carries a warning, and the behaviors with their caution."""

import pytest
from django.urls import reverse

from engagements.models import Behaviour, Publication
from engagements.reference import campaign


def found(client, **query):
    answer = client.get(reverse("engagements:publication_list"), query)
    assert answer.status_code == 200
    return {row.code for row in answer.context["publications"]}


def test_library_is_searched_by_words_sector_and_status(reference, viewer_client):
    every = found(viewer_client)

    health = found(viewer_client, sector="public_health")
    current = found(viewer_client, status="current")
    words = found(viewer_client, search="SEE something")

    assert len(every) == 69
    assert health < every
    assert current == set(
        Publication.objects.filter(status="current").values_list("code", flat=True)
    )
    assert len(words) == 4
    assert found(viewer_client, search="fire dinosaur") == set()


@pytest.mark.parametrize("query", [{"sector": "x"}, {"status": "x"}, {"search": "\x00"}])
def test_a_wrong_filter_is_named_and_narrows_nothing(reference, viewer_client, query):
    assert len(found(viewer_client, **query)) == 69


@pytest.mark.parametrize("code", ["NOSUCH", "%00", "a b", "..%2F"])
def test_a_publication_that_does_not_exist_is_not_found(reference, viewer_client, code):
    assert viewer_client.get(f"/library/{code}/").status_code == 404


def test_behaviors_never_come_without_their_caution(reference, viewer_client):
    answer = viewer_client.get(reverse("engagements:behaviour_list"))

    words = answer.content.decode().replace("&#x27;", "'")
    assert all(paragraph in words for paragraph in campaign.CAUTION)
    assert all(caution in words for caution in campaign.GROUP_CAUTION.values())
    own = [row.own_caution for row in Behaviour.objects.all() if row.own_caution]
    assert len(own) == 9
    assert all(caution in words for caution in own)
    assert campaign.STANDARD_NOTE in words


def test_where_to_report_is_open_to_everybody(client, db):
    answer = client.get(reverse("engagements:where_to_report"))

    assert b"9-1-1" in answer.content
