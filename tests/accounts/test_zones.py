"""The clock of a request: set for who is signed in, for nobody else, and set back afterwards."""

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from bcp.accounts.enums import Role
from bcp.accounts.middleware import OwnZoneMiddleware
from bcp.accounts.zones import own_zone
from tests.factories.accounts import CenterFactory, MembershipFactory, UserFactory
from tests.factories.engagements import EngagementGuestFactory
from tests.factories.roundtables import InvitationFactory, RoundtableFactory, link_token

OFFICE = "America/New_York"


def middle(answer: HttpResponse | Exception) -> tuple[OwnZoneMiddleware, list[str]]:
    """The middleware before a page that gives this answer, and the zones the page saw."""
    seen: list[str] = []

    def page(request: HttpRequest) -> HttpResponse:
        middleware.process_view(request, page, (), {})
        seen.append(timezone.get_current_timezone_name())
        if isinstance(answer, Exception):
            raise answer
        return answer

    middleware = OwnZoneMiddleware(page)
    return middleware, seen


def asked_by(user: object) -> HttpRequest:
    request = HttpRequest()
    request.user = user  # type: ignore[assignment]
    return request


def test_people_of_a_center_have_its_zone_and_all_others_the_offices(
    director, dhs_coordinator, auditor, center
):
    guest = EngagementGuestFactory(engagement__center=center).user
    both = MembershipFactory(
        user=UserFactory(dhs=True), center=CenterFactory(time_zone="Pacific/Guam"), role=Role.VIEWER
    ).user

    assert own_zone(director).key == "America/Denver"
    assert [own_zone(user).key for user in (dhs_coordinator, auditor, guest, both)] == [OFFICE] * 4


def test_the_clock_is_set_back_after_a_page(director, dhs_coordinator):
    middleware, seen = middle(HttpResponse())

    for user in (director, dhs_coordinator):
        middleware(asked_by(user))

        assert timezone.get_current_timezone_name() == "UTC"
    assert seen == ["America/Denver", OFFICE]


def test_the_clock_is_set_back_after_an_error(director):
    middleware, seen = middle(ValueError("broken"))

    with pytest.raises(ValueError, match="broken"):
        middleware(asked_by(director))

    assert (seen, timezone.get_current_timezone_name()) == (["America/Denver"], "UTC")


def test_the_next_request_of_the_thread_has_its_own_clock(director_client, client):
    director_client.get(reverse("engagements:action_item_list"))
    assert timezone.get_current_timezone_name() == "UTC"

    director_client.get(reverse("home"))
    assert timezone.get_current_timezone_name() == "UTC"


@pytest.mark.parametrize("name", ["core:healthz", "roundtables:rsvp_calendar"])
def test_a_page_without_sign_in_does_not_ask_for_the_center(director_client, center, name):
    roundtable = RoundtableFactory(engagement__center=center, scheduled=True)
    token = link_token(InvitationFactory(roundtable=roundtable))
    place = reverse(name, args=[token] if "rsvp" in name else [])

    with CaptureQueriesContext(connection) as seen:
        assert director_client.get(place).status_code == 200

    assert not [one for one in seen if "membership" in one["sql"]]
