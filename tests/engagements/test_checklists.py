"""The checklist ticks itself where the product sees that something is done."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from engagements import checklists, opening
from engagements.enums import ChecklistFact
from roundtables.enums import ReportState
from roundtables.models import AfterActionReport
from tests.factories.engagements import (
    ChecklistItemFactory,
    EngagementFactory,
    EngagementGuestFactory,
    TopicFactory,
)
from tests.factories.roundtables import (
    AgendaItemFactory,
    AssignmentFactory,
    InvitationFactory,
    PacketFactory,
    RoundtableFactory,
    VenueFactory,
)

MARCH_3 = datetime(2027, 3, 3, 18, tzinfo=UTC)


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(MARCH_3, tick=False):
        yield


@pytest.fixture
def engagement(center):
    engagement = EngagementFactory(center=center, time_zone="America/Denver")
    for step, title, days, fact in opening.CHECKLIST:
        ChecklistItemFactory(
            engagement=engagement, step=step, title=title, due_offset_days=days, fact=fact
        )
    return engagement


def by_itself(engagement) -> dict[str, str]:
    rows = checklists.rows_of([engagement])[engagement.pk]
    return {row.item.fact: row.by_itself for row in rows if row.by_itself}


def test_nothing_is_done_by_itself_at_first(engagement):
    RoundtableFactory(engagement=engagement, draft=True)

    assert by_itself(engagement) == {}


def test_everything_that_the_product_sees_is_done_by_itself(engagement):
    engagement.change(requested_at=timezone.now())
    EngagementGuestFactory(engagement=engagement, part="committee")
    roundtable = RoundtableFactory(
        engagement=engagement, scheduled=True, minutes=90, wall_start="2027-05-04T09:00",
        venue=VenueFactory(center=engagement.center, name="City Hall"),
    )  # fmt: skip
    AgendaItemFactory(roundtable=roundtable, minutes=45).topics.set([TopicFactory(code="T05")])
    AgendaItemFactory(roundtable=roundtable, minutes=45, is_discussion=True)
    AssignmentFactory.create_batch(2, roundtable=roundtable, accepted=True)
    AssignmentFactory(roundtable=roundtable, declined=True)
    InvitationFactory.create_batch(2, roundtable=roundtable)
    PacketFactory(roundtable=roundtable, released=True)
    AfterActionReport.objects.create(
        roundtable=roundtable, state=ReportState.SIGNED, signed_at=timezone.now()
    )

    assert by_itself(engagement) == {
        ChecklistFact.REQUEST: "sent on March 3, 2027",
        ChecklistFact.COMMITTEE: "1 member has been let in",
        ChecklistFact.DATE: "May 4, 2027, City Hall",
        ChecklistFact.AGENDA: "2 items, every rule kept",
        ChecklistFact.NOTICE: "signed on March 3, 2027",
        ChecklistFact.INVITATIONS: "sent from March 3, 2027 on",
        ChecklistFact.EXPERTS: "2 experts have said yes",
        ChecklistFact.PACKET: "released on March 3, 2027",
        ChecklistFact.REPORT: "signed off on March 3, 2027",
    }


def test_what_is_undone_is_open_again_and_a_broken_agenda_is_not_complete(engagement):
    roundtable = RoundtableFactory(engagement=engagement, scheduled=True)
    AgendaItemFactory(roundtable=roundtable, minutes=30)
    AssignmentFactory(roundtable=roundtable, accepted=True)
    AssignmentFactory(roundtable=roundtable, requested=True)
    assert set(by_itself(engagement)) == {ChecklistFact.DATE, ChecklistFact.NOTICE}

    roundtable.change(state="cancelled")

    assert by_itself(engagement) == {}


def test_page_says_how_it_was_done_and_offers_no_tick(engagement, director_client):
    engagement.change(requested_at=timezone.now())

    page = director_client.get(reverse("engagements:plan_detail", args=[engagement.pk])).text

    assert "by itself: sent on March 3, 2027" in page
    assert 'Done<span class="usa-sr-only"> Send the request to DHS' not in page
    todo = director_client.get(reverse("engagements:engagement_detail", args=[engagement.pk]))
    assert "Send the request to DHS" not in [row.item.title for row in todo.context["todo"]]


def test_checklists_take_the_same_number_of_queries_for_1_and_10(engagement, center):
    def queries(engagements) -> int:
        with CaptureQueriesContext(connection) as seen:
            checklists.rows_of(engagements)
        return len(seen)

    engagements = [engagement, *EngagementFactory.create_batch(9, center=center)]
    for one in engagements:
        ChecklistItemFactory(engagement=one)
        roundtable = RoundtableFactory(engagement=one, scheduled=True)
        AgendaItemFactory(roundtable=roundtable)
        AssignmentFactory(roundtable=roundtable, accepted=True)
        PacketFactory(roundtable=roundtable, released=True)

    assert queries(engagements) == queries(engagements[:1])
