"""The list at the door."""

import json
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bcp.core.actions import Refused
from tests.factories.engagements import EngagementGuestFactory, SectorFactory
from tests.factories.roundtables import (
    CheckInFactory,
    InvitationFactory,
    RoundtableFactory,
    wall_text,
)


@pytest.fixture
def roundtable(center):
    return RoundtableFactory(engagement__center=center, scheduled=True, days=0)


@pytest.fixture
def ada(roundtable):
    return InvitationFactory(roundtable=roundtable, yes=True, name="Ada Lopez")


def url_of(name, roundtable, *args):
    return reverse(f"roundtables:{name}", args=[roundtable.pk, *args])


def sync(client, roundtable, *operations):
    url = url_of("check_in_sync", roundtable)
    return client.post(url, {"operations": json.dumps(operations)})


def test_arrived_and_undo(roundtable, ada, director_client):
    arrive = url_of("check_in_arrive", roundtable, ada.pk)
    director_client.post(arrive)
    page = director_client.post(arrive, follow=True)

    door = page.context["door"]
    assert (door.came, door.said_yes) == (1, 1)
    director_client.post(url_of("check_in_undo", roundtable, door.expected[0].check_in.pk))
    assert not roundtable.check_ins.exists()


def test_whoever_said_no_can_still_arrive(roundtable, director):
    invitation = InvitationFactory(roundtable=roundtable, no=True)

    assert roundtable.check_in(invitation, by=director).name == invitation.name


def test_the_search_finds_names_and_organizations(roundtable, ada, director_client):
    InvitationFactory(roundtable=roundtable, yes=True, name="Ben", organization_name="City")
    url = url_of("check_in_list", roundtable)

    for wanted, names in (("lopez", ["Ada Lopez"]), ("city", ["Ben"]), ("zz", [])):
        door = director_client.get(url, {"q": wanted}).context["door"]
        assert [row.invitation.name for row in door.expected] == names


def test_a_walk_in_sent_twice_is_one_person(roundtable, director_client):
    SectorFactory(code="fire")
    form = {"name": "Walker", "sector": "fire", "once": str(uuid4())}

    for _ in range(2):
        director_client.post(url_of("check_in_walk_in", roundtable), form)
    other = director_client.post(url_of("check_in_walk_in", roundtable), form | {"name": "Other"})
    assert "sent for Walker already" in other.context["form"].non_field_errors()[0]
    page = director_client.post(url_of("check_in_walk_in", roundtable), {"organization_name": "X"})

    assert [row.name for row in roundtable.check_ins.all()] == ["Walker"]
    assert {"name", "sector"} <= set(page.context["form"].errors)
    assert 'value="X"' in page.text


def test_what_was_noted_without_network_is_taken_over_once(roundtable, ada, director_client):
    SectorFactory(code="fire")
    key = str(uuid4())
    kept = [
        {"kind": "arrive", "invitation": ada.pk, "at": wall_text(ada.created_at.date())},
        {"kind": "walk_in", "key": key, "name": "Walker", "sector": "fire"},
        {"kind": "walk_in", "key": str(uuid4()), "name": "Gone", "sector": "fire"},
    ]
    kept.append({"kind": "undo", "key": kept[2]["key"]})

    for _ in range(2):
        assert sync(director_client, roundtable, *kept).json() == {"done": 4, "refused": []}

    assert {row.name for row in roundtable.check_ins.all()} == {"Ada Lopez", "Walker"}


@pytest.mark.parametrize(
    "operation",
    [
        {},
        {"kind": "arrive", "invitation": 999_999},
        {"kind": "arrive", "invitation": "x"},
        {"kind": "walk_in", "name": "No key", "sector": "fire"},
        {"kind": "walk_in", "key": str(uuid4()), "name": "bad\x00name", "sector": "fire"},
        {"kind": "walk_in", "key": str(uuid4()), "name": "No sector", "sector": "zz"},
        "not even an object",
    ],
)
def test_a_bad_entry_is_named_and_stops_nobody(roundtable, ada, director_client, operation):
    SectorFactory(code="fire")
    good = {"kind": "arrive", "invitation": ada.pk}

    answer = sync(director_client, roundtable, operation, good).json()

    assert (answer["done"], answer["refused"][0]["place"]) == (1, 0)
    assert roundtable.check_ins.count() == 1


def test_a_kept_list_that_is_none_is_refused(roundtable, director_client):
    assert director_client.post(url_of("check_in_sync", roundtable), {}).status_code == 400


def test_check_in_opens_on_the_day_and_ends_with_the_record(center, roundtable, ada, director):
    later = RoundtableFactory(engagement__center=center, scheduled=True, days=2)
    with pytest.raises(Refused, match="opens on the day"):
        later.check_in(InvitationFactory(roundtable=later), by=director)

    roundtable.hold(by=director)
    roundtable.close_record(by=director)
    with pytest.raises(Refused, match="The record is closed"):
        roundtable.check_in(ada, by=director)


def test_people_are_shown_to_their_own_center_only(
    roundtable, ada, viewer_client, outsider_client, client_of
):
    guest = EngagementGuestFactory(engagement=roundtable.engagement).user
    arrive = url_of("check_in_arrive", roundtable, ada.pk)

    for name in ("check_in_list", "check_in_sheet", "check_in_phones"):
        assert viewer_client.get(url_of(name, roundtable)).status_code == 200
        assert outsider_client.get(url_of(name, roundtable)).status_code == 404
        assert client_of(guest).get(url_of(name, roundtable)).status_code == 404
    assert viewer_client.post(arrive).status_code == 403
    assert outsider_client.post(arrive).status_code == 404


def test_the_list_asks_the_database_as_often_for_many(roundtable, director_client):
    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            director_client.get(url_of("check_in_list", roundtable))
        return len(caught)

    def more() -> None:
        invitation = InvitationFactory(roundtable=roundtable, yes=True)
        InvitationFactory(roundtable=roundtable, yes=True)
        CheckInFactory(roundtable=roundtable, invitation=invitation)
        CheckInFactory(roundtable=roundtable)

    more()
    few = queries()
    for _ in range(5):
        more()

    assert queries() == few
