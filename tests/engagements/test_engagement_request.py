"""From the results of a self-review to an answered request."""

from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse

from bcp.core.actions import Refused
from bcp.mail.models import OutgoingMail
from engagements import opening, reviewing
from engagements.enums import EngagementPhase
from engagements.models import Engagement, SelfReview

WEAK = {"PHL1": 0, "PHL2": 1}


@pytest.fixture
def review(reference, center, director) -> SelfReview:
    """A submitted self-review: everything is 3 except public health."""
    review = reviewing.start_review(center, "Self-review", by=director)
    for question in review.questionnaire.questions.all():
        review.answer(question, by=director, value=WEAK.get(question.code, 3))
    review.submit(by=director)
    return review


@pytest.fixture
def engagement(review, director) -> Engagement:
    return opening.open_engagement(review, ["PHL"], "Public health", by=director)


def complete(engagement: Engagement) -> Engagement:
    engagement.change(goal="A liaison in each county.", windows="March", help_wanted="Experts")
    return engagement


def test_opening_makes_gaps_sectors_topics_and_a_checklist(engagement):
    assert [gap.question.code for gap in engagement.gaps.all()] == ["PHL1", "PHL2"]
    assert [gap.value for gap in engagement.gaps.all()] == [0, 1]
    assert "public_health" in engagement.sectors.values_list("code", flat=True)
    assert engagement.topics.exists()
    assert engagement.checklist.count() == len(opening.CHECKLIST)


def test_opening_is_refused_without_weak_answers(review, director):
    with pytest.raises(Refused, match="no weak answer"):
        opening.open_engagement(review, ["FIR"], "Fire", by=director)


def test_request_names_what_is_missing_and_reaches_every_coordinator(
    engagement, director, coordinator_user, dhs_coordinator
):
    with pytest.raises(Refused, match="still needs the goal, preferred windows and the help"):
        engagement.submit_request(by=director)
    with pytest.raises(Refused, match="Only the director"):
        complete(engagement).submit_request(by=coordinator_user)

    engagement.submit_request(by=director)

    assert engagement.state == EngagementPhase.REQUESTED
    mail = OutgoingMail.objects.get(kind="request_received")
    assert mail.address == dhs_coordinator.email


DECISIONS = [
    ("accept", EngagementPhase.PLANNING),
    ("ask_back", EngagementPhase.SELF_REVIEW),
    ("defer", EngagementPhase.DEFERRED),
    ("decline", EngagementPhase.DECLINED),
]


@pytest.mark.parametrize(("decision", "phase"), DECISIONS)
def test_decision_moves_the_engagement_and_tells_the_director(
    engagement, director, dhs_client, dhs_coordinator, decision, phase
):
    complete(engagement).submit_request(by=director)
    page = reverse("engagements:engagement_triage", args=[engagement.pk])
    assert dhs_client.get(page).status_code == 200

    refused = dhs_client.post(page, {"decision": decision, "reason": ""})
    dhs_client.post(page, {"decision": decision, "reason": "Because of the calendar."})

    assert "Enter the reason" in refused.content.decode()
    engagement.refresh_from_db()
    assert engagement.state == phase
    assert OutgoingMail.objects.get(kind="request_decided").address == director.email


def test_a_decision_is_refused_to_a_center_and_on_a_draft(engagement, director, dhs_coordinator):
    with pytest.raises(Refused, match="that cannot be done now"):
        engagement.decide("accept", "Yes.", by=dhs_coordinator)
    complete(engagement).submit_request(by=director)
    with pytest.raises(Refused, match="Only a DHS coordinator"):
        engagement.decide("accept", "Yes.", by=director)


def test_whole_page_flow_loses_nothing_on_a_wrong_entry(review, director_client):
    page = reverse("engagements:engagement_create", args=[review.pk])

    answer = director_client.post(page, {"title": "My plan", "areas": []})
    assert "Choose at least one focus area." in answer.content.decode()
    assert 'value="My plan"' in answer.content.decode()
    director_client.post(page, {"title": "My plan", "areas": ["PHL"], "once": uuid4()})

    engagement = Engagement.objects.get(title="My plan")
    edit = reverse("engagements:engagement_edit", args=[engagement.pk])
    answer = director_client.post(
        edit, {"title": "My plan", "goal": "G" * 3, "expected_size": 0, "windows": "w"}
    )
    assert "between 1 and 1,000" in answer.content.decode()
    assert "GGG</textarea>" in answer.content.decode()
    assert (
        director_client.get(
            reverse("engagements:engagement_detail", args=[engagement.pk])
        ).status_code
        == 200
    )


def test_closing_waits_for_open_action_items(engagement, director):
    engagement.enter(EngagementPhase.HELD)
    item = engagement.action_items.create(text="Name a liaison", owner_name="Ada")
    with pytest.raises(Refused, match="1 action item is still open"):
        engagement.close(by=director)

    item.finish(by=director)
    engagement.close(by=director)

    assert engagement.state == EngagementPhase.CLOSED


def test_next_review_shows_then_done_and_now(engagement, center, director):
    gap = engagement.gaps.get(question__code="PHL1")
    item = engagement.action_items.create(text="Name a liaison", owner_name="Ada", gap=gap)
    item.finish(by=director)

    later = reviewing.start_review(center, "A year later", by=director)
    for question in later.questionnaire.questions.all():
        later.answer(question, by=director, value=3)
    later.submit(by=director)

    rows = {row.gap.question.code: row for row in reviewing.worked_gaps(later)}
    first = rows["PHL1"]
    assert (first.then_text, first.done, first.total, first.now_text) == ("0", 1, 1, "3")
    assert first.verdict == "improved"


def test_checklist_days_count_from_the_roundtables_day(engagement):
    day = date(2027, 6, 15)

    engagement.set_event_day(day)

    item = engagement.checklist.get(title="Packet signed off and released")
    assert item.due_on == date(2027, 6, 8)
