"""The front page, for each kind of person."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from bcp.coordination import today
from bcp.documents.models import Document, DocumentState
from tests.factories.accounts import CenterFactory
from tests.factories.engagements import (
    ActionItemFactory,
    EngagementFactory,
    EngagementGuestFactory,
    SelfReviewFactory,
)
from tests.factories.roundtables import InvitationFactory, PacketFactory, RoundtableFactory

HOME = reverse("home")


def test_strangers_learn_what_it_is_and_where_to_report(client, db):
    page = client.get(HOME).content.decode()

    assert "In an emergency call 9-1-1 first." in page
    assert reverse("account_login") in page


def test_strangers_of_a_demonstration_choose_whom_to_be(client, settings, director):
    settings.DEMONSTRATION_ACCOUNTS = [(director.email, "Director of the center")]
    page = client.get(HOME).content.decode()

    response = client.post(reverse("accounts:switch_account"), {"email": director.email})

    assert "Director of the center" in page
    assert response.url == HOME
    assert "What needs you today" in client.get(HOME).content.decode()


def test_nobody_chooses_on_a_real_site(client, settings, director):
    settings.DEMONSTRATION_ACCOUNTS = [(director.email, "Director of the center")]
    settings.DEMONSTRATION = False

    assert "Look around as" not in client.get(HOME).content.decode()
    assert client.post(
        reverse("accounts:switch_account"), {"email": director.email}
    ).status_code == 404  # fmt: skip


def test_coordinators_go_to_their_list(dhs_client):
    assert dhs_client.get(HOME).url == reverse("coordination:dashboard")


def test_a_new_center_is_led_to_the_self_review(director_client, viewer_client):
    assert "Start the self-review" in director_client.get(HOME).content.decode()
    assert "No self-review yet" in viewer_client.get(HOME).content.decode()


def test_a_quiet_center_is_told_so(director_client, center):
    SelfReviewFactory(center=center, submitted=True)

    page = director_client.get(HOME).content.decode()

    assert "Nothing waits for you today." in page
    assert "No engagement under way" in page


def test_each_role_sees_what_is_theirs(center, director, privacy_officer, viewer):
    SelfReviewFactory(center=center, title="Self-review 2026")
    engagement = EngagementFactory(center=center, invited=True)
    ActionItemFactory(
        engagement=engagement, text="Late promise", due_on=timezone.localdate() - timedelta(days=2)
    )
    roundtable = RoundtableFactory(engagement=engagement, scheduled=True)
    printed = Document.objects.create(center=center, title="P", kind="p", state=DocumentState.READY)
    PacketFactory(roundtable=roundtable, document=printed)
    elsewhere = EngagementFactory(center=CenterFactory())
    ActionItemFactory(engagement=elsewhere, due_on=timezone.localdate() - timedelta(days=9))

    def words(user):
        return [need.what for need in today.needs_of(center, user)]

    assert words(director) == ["Late promise", "Self-review 2026 is in draft"]
    assert words(privacy_officer) == [
        f"Sign off version 1 of the packet of {roundtable}",
        "Late promise",
    ]
    assert words(viewer) == ["Late promise"]


def test_engagements_and_roundtables_stand_on_the_page(director_client, center):
    SelfReviewFactory(center=center, submitted=True)
    engagement = EngagementFactory(center=center, invited=True)
    roundtable = RoundtableFactory(engagement=engagement, scheduled=True)
    InvitationFactory(roundtable=roundtable)

    page = director_client.get(HOME).content.decode()

    assert reverse("engagements:engagement_detail", args=[engagement.pk]) in page
    assert roundtable.get_absolute_url() in page


@pytest.mark.parametrize("part", ["facilitator", "committee"])
def test_guests_find_their_engagement(db, client_of, part):
    guest = EngagementGuestFactory(part=part)

    page = client_of(guest.user).get(HOME).content.decode()

    assert guest.engagement.title in page


def test_people_without_a_center_are_told_whom_to_ask(auditor_client):
    assert "You read the audit log" in auditor_client.get(HOME).content.decode()
