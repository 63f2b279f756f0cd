"""Planning: checklist, calls, and guests who see one engagement until a day."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from bcp.accounts.models import User
from bcp.accounts.zones import office_zone
from bcp.mail.models import OutgoingMail
from engagements.models import EngagementGuest, PlanningCall
from tests.factories.accounts import UserFactory
from tests.factories.engagements import (
    ActionItemFactory,
    ChecklistItemFactory,
    EngagementFactory,
    EngagementGuestFactory,
)
from tests.factories.roundtables import RoundtableFactory
from tests.factories.stakeholders import ContactFactory, OrganizationFactory

CALL = {"subject": "Kickoff", "starts_at_date": "2027-03-14", "minutes": "What we <b>agreed</b>."}


@pytest.fixture
def engagement(center, director):
    return EngagementFactory(center=center, title="Fire and us")


def of(name, row):
    return reverse(f"engagements:{name}", args=[row.pk])


def test_checklist_is_ticked_and_unticked(engagement, coordinator_client, coordinator_user):
    item = ChecklistItemFactory(engagement=engagement, title="Name the committee")

    coordinator_client.post(of("checklist_item_tick", item))
    item.refresh_from_db()
    assert item.done_by == coordinator_user
    assert b"Name the committee" in coordinator_client.get(of("plan_detail", engagement)).content
    coordinator_client.post(of("checklist_item_tick", item))

    item.refresh_from_db()
    assert item.done_at is None


def test_something_to_do_is_added_at_the_end(engagement, director_client):
    page = of("checklist_item_add", engagement)

    refused = director_client.post(page, {"title": "x" * 161, "step": "plan", "due_on": "13/45"})
    director_client.post(page, {"title": "Rent a hall", "step": "plan", "due_on": "2027-02-01"})

    assert "Shorten" in refused.content.decode()
    assert 'value="13/45"' in refused.content.decode()
    assert [item.title for item in engagement.checklist.all()] == ["Rent a hall"]


def test_a_call_at_an_hour_that_does_not_exist_is_refused_and_nothing_lost(
    engagement, director_client
):
    page = of("planning_call_add", engagement)

    answer = director_client.post(page, CALL | {"starts_at_time": "02:30"})

    words = answer.content.decode()
    assert "does not exist in America/Denver: the clocks go forward" in words
    assert "What we &lt;b&gt;agreed&lt;/b&gt;.</textarea>" in words
    assert 'value="02:30"' in words
    assert not PlanningCall.objects.exists()


def test_a_call_is_kept_in_the_engagements_zone_and_changed(engagement, director_client):
    director_client.post(of("planning_call_add", engagement), CALL | {"starts_at_time": "03:30"})
    call = PlanningCall.objects.get()
    assert call.starts_at == datetime(2027, 3, 14, 9, 30, tzinfo=UTC)

    page = of("planning_call_edit", call)
    assert 'value="03:30"' in director_client.get(page).content.decode()
    director_client.post(page, CALL | {"subject": "Second call", "starts_at_time": "03:30"})

    call.refresh_from_db()
    assert call.subject == "Second call"


# Guests.


@pytest.fixture
def guest(engagement):
    return EngagementGuestFactory(engagement=engagement)


GUEST = {"name": "Gil Guest", "email": "Gil@Partner.example.org", "part": "facilitator"}


def test_a_guest_without_an_account_gets_one_and_a_mail(engagement, director_client, today):
    page = of("guest_add", engagement)

    past = director_client.post(page, GUEST | {"until": f"{today - timedelta(days=1)}"})
    director_client.post(page, GUEST | {"until": f"{today + timedelta(days=9)}"})

    assert "still to come" in past.content.decode()
    assert 'value="Gil Guest"' in past.content.decode()
    user = User.objects.get(email="gil@partner.example.org")
    assert not user.has_usable_password()
    assert OutgoingMail.objects.get(kind="guest_let_in").address == user.email


def test_a_guest_with_an_account_keeps_it(engagement, director_client, today):
    known = UserFactory(email="gil@partner.example.org", name="Gilbert")

    director_client.post(of("guest_add", engagement), GUEST | {"until": f"{today}"})

    known.refresh_from_db()
    assert (EngagementGuest.objects.get().user, known.name) == (known, "Gilbert")


def test_a_guest_sees_this_engagement_only_and_no_contacts(engagement, guest, center, client_of):
    client = client_of(guest.user)
    organization = OrganizationFactory(center=center, name="Canary district")
    ContactFactory(organization=organization, name="Canary Quinn")
    other = EngagementFactory(center=center, title="Canary engagement")
    roundtable = RoundtableFactory(engagement=engagement, scheduled=True)
    item = ActionItemFactory(engagement=engagement)
    seen = [of("engagement_detail", engagement), of("plan_detail", engagement)]
    seen += [of("action_item_detail", item), reverse("engagements:engagement_list")]
    seen.append(reverse("roundtables:roundtable_detail", args=[roundtable.pk]))
    hidden = [of("engagement_detail", other), of("plan_detail", other)]
    hidden += [
        reverse("stakeholders:organization_detail", args=[organization.pk]),
        reverse("stakeholders:guest_list", args=[engagement.pk]),
    ]

    pages = {path: client.get(path) for path in seen}

    assert {path: page.status_code for path, page in pages.items()} == dict.fromkeys(seen, 200)
    assert [path for path, page in pages.items() if b"Canary" in page.content] == []
    assert {client.get(path).status_code for path in hidden} <= {403, 404}
    assert b"Canary" not in client.get(reverse("stakeholders:organization_list")).content


def test_a_guest_changes_nothing(engagement, guest, client_of):
    client = client_of(guest.user)

    for name in ("engagement_edit", "engagement_cancel", "guest_add", "action_item_add"):
        assert client.post(of(name, engagement), {"reason": "x"}).status_code == 403


def test_a_guests_access_ends_with_its_day(engagement, guest, client_of):
    client = client_of(guest.user)
    guest.until = timezone.localdate(timezone=office_zone()) - timedelta(days=1)
    guest.save()

    assert client.get(of("engagement_detail", engagement)).status_code == 404
    assert client.get(of("plan_detail", engagement)).status_code == 404
    assert b"Fire and us" not in client.get(reverse("engagements:engagement_list")).content


def test_access_is_ended_by_hand(engagement, guest, director_client, client_of):
    director_client.post(of("guest_remove", guest))

    assert client_of(guest.user).get(of("engagement_detail", engagement)).status_code == 404


def test_planning_call_says_what_is_missing(engagement, coordinator_client):
    blank = CALL | {"starts_at_date": " ", "starts_at_time": " "}

    answer = coordinator_client.post(of("planning_call_add", engagement), blank)

    said = answer.context["form"].errors["starts_at"]
    assert said == ["Enter the day and the time of the call."]
