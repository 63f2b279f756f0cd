"""What is at risk over all centers: everything planted, in order, and nothing else."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from bcp.accounts.enums import Role
from bcp.accounts.models import Center, Membership
from bcp.coordination import risks
from bcp.mail.enums import MailState
from engagements.models import Engagement
from tests.factories.accounts import CenterFactory, StateFactory, person_at
from tests.factories.engagements import ActionItemFactory, EngagementFactory, SectorFactory
from tests.factories.mail import queue_person
from tests.factories.roundtables import (
    AssignmentFactory,
    InvitationFactory,
    PacketFactory,
    RoundtableFactory,
)
from tests.factories.stakeholders import HelpRequestFactory

PAGE = reverse("coordination:dashboard")


def busy_center(name: str, **fields: object) -> Center:
    center = CenterFactory(name=name, **fields)
    person_at(center, Role.DIRECTOR)
    return center


def plant_dangers(center: Center) -> None:
    """Five days ahead: an expert who has not answered, no yes of public health, no packet."""
    health, fire = SectorFactory(code="public_health"), SectorFactory(code="fire")
    engagement = EngagementFactory(center=center, content=True, sectors=[health])
    near = RoundtableFactory(engagement=engagement, scheduled=True, days=5)
    AssignmentFactory(roundtable=near, requested=True)
    InvitationFactory(roundtable=near, sector=health, maybe=True)
    InvitationFactory(roundtable=near, sector=fire, yes=True)
    far = RoundtableFactory(engagement=engagement, scheduled=True, days=40)
    AssignmentFactory(roundtable=far, declined=True)


def plant_calm(center: Center) -> None:
    """Things that look alike and are no risk."""
    health = SectorFactory(code="public_health")
    engagement = EngagementFactory(center=center, content=True, sectors=[health])
    ready = RoundtableFactory(engagement=engagement, scheduled=True, days=5)
    AssignmentFactory(roundtable=ready, accepted=True)
    InvitationFactory(roundtable=ready, sector=health, yes=True)
    PacketFactory(roundtable=ready, released=True)
    far = RoundtableFactory(engagement=engagement, scheduled=True, days=30)
    AssignmentFactory(roundtable=far, requested=True)
    RoundtableFactory(engagement=engagement, draft=True, days=3)
    ActionItemFactory(engagement=engagement)
    ActionItemFactory(
        engagement=engagement, done=True, due_on=timezone.localdate() - timedelta(days=9)
    )
    HelpRequestFactory(engagement=engagement, answered=True)
    queue_person(center, number=1).change(state=MailState.SENT)
    practice = EngagementFactory(center=center, requested=True, is_practice=True)
    RoundtableFactory(engagement=practice, scheduled=True, days=2)


@pytest.fixture
def planted(db: None) -> list[str]:
    """Ten risks over several centers; their kinds in the order in which they must come."""
    now = timezone.now()
    plant_calm(busy_center("Calm Center"))
    plant_dangers(busy_center("Danger Center"))
    late = busy_center("Late Center")
    engagement = EngagementFactory(center=late, follow_up=True)
    ActionItemFactory(engagement=engagement, due_on=now.date() - timedelta(days=3))
    ActionItemFactory(engagement=engagement, due_on=now.date() - timedelta(days=30))
    RoundtableFactory(engagement=engagement, scheduled=True, days=-10)
    waiting = busy_center("Waiting Center")
    EngagementFactory(center=waiting, requested=True, requested_at=now - timedelta(days=20))
    HelpRequestFactory(engagement=EngagementFactory(center=waiting))
    queue_person(waiting, number=2).change(state=MailState.UNCONFIRMED)
    quiet = busy_center("Quiet Center")
    ended = EngagementFactory(center=quiet, closed=True)
    Engagement.objects.filter(pk=ended.pk).update(phase_since=now - timedelta(days=500))
    CenterFactory(name="Center that does not take part")
    busy_center("Center that has just joined")
    return [
        "missing_sector",  # due 9 days ago
        "unconfirmed_expert",  # due 4 days ago
        "missing_packet",  # due 2 days ago
        "lost_expert",  # due in a month
        "request",
        "help",
        "mail",
        "action_items",
        "not_held",
        "quiet",
    ]


def test_ten_planted_risks_come_in_order_and_nothing_else(planted):
    needs = risks.needs_of_network()

    assert [need.kind for need in needs] == planted
    assert all(need.why and need.who and need.label and need.url for need in needs)
    assert [need.center.name for need in needs] == [
        *["Danger Center"] * 4,
        *["Waiting Center"] * 3,
        *["Late Center"] * 2,
        "Quiet Center",
    ]


def test_a_settled_risk_leaves_the_list(planted):
    packet = next(need for need in risks.needs_of_network() if need.kind == "missing_packet")
    roundtable = int(packet.url.split("/")[2])

    PacketFactory(roundtable_id=roundtable, roundtable=None, released=True)

    assert "missing_packet" not in {need.kind for need in risks.needs_of_network()}


def test_the_region_in_the_address_narrows_everything(planted, dhs_client):
    elsewhere = StateFactory(code="WA", name="Washington", fema_region=10, cisa_region=10)
    northwest = busy_center("Northwest Center", state=elsewhere)
    EngagementFactory(center=northwest, requested=True)

    response = dhs_client.get(PAGE, {"region": "10"})

    assert [need.center for need in response.context["needs"]] == [northwest]
    assert response.context["numbers"]["taking_part"] == 1
    assert "phase=requested&amp;region=10" in response.content.decode()


def test_a_region_that_does_not_exist_shows_all(planted, dhs_client):
    assert len(dhs_client.get(PAGE, {"region": "77"}).context["needs"]) == len(planted)


def test_one_center_has_its_own_risks(planted):
    center = Center.objects.get(name="Late Center")

    assert [need.kind for need in risks.needs_of(center)] == ["action_items", "not_held"]


def test_more_centers_need_no_more_queries(planted, dhs_client):
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            dhs_client.get(PAGE)
        return len(queries)

    few = count()
    for number in range(12):
        plant_dangers(busy_center(f"Further Center {number}"))
        EngagementFactory(center=busy_center(f"Asking Center {number}"), requested=True)

    assert count() == few
    assert few < 40


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("phases", "Requested,1"),
        ("needs", "missing_packet,Danger Center"),
        ("experts", "Expert number,Agency"),
    ],
)
def test_each_table_is_a_file_without_people(planted, dhs_client, name, line):
    Engagement.objects.filter(is_practice=True).delete()
    response = dhs_client.get(PAGE, {"csv": name})
    text = b"".join(response.streaming_content).decode()

    assert response["Content-Disposition"] == f'attachment; filename="{name}.csv"'
    assert line in text
    assert all(row.user.name not in text for row in Membership.objects.select_related("user"))


def test_an_empty_network_says_so(dhs_client):
    assert "Nothing is at risk today" in dhs_client.get(PAGE).content.decode()
    assert "Nothing is at risk in this region" in dhs_client.get(
        PAGE, {"region": "3"}
    ).content.decode()  # fmt: skip


def test_only_coordinators_open_it(
    client, director_client, viewer_client, auditor_client, dhs_client
):
    opened = [
        who.get(PAGE).status_code
        for who in (client, director_client, viewer_client, auditor_client, dhs_client)
    ]

    assert opened == [302, 403, 403, 403, 200]
