"""Experts of a roundtable: suggest, propose, ask, answer, drop out."""

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bcp.core.actions import Refused
from bcp.mail.models import OutgoingMail
from roundtables.enums import AssignmentState
from roundtables.models import Assignment
from roundtables.models.rsvps import hash_of
from tests.factories.engagements import TopicFactory
from tests.factories.roundtables import (
    AgendaItemFactory,
    AssignmentFactory,
    ExpertFactory,
    RoundtableFactory,
)

TOKEN = "a-token-of-the-expert"


@pytest.fixture
def topic(db):
    return TopicFactory(code="T05")


@pytest.fixture
def roundtable(center, topic):
    roundtable = RoundtableFactory(engagement__center=center, scheduled=True)
    AgendaItemFactory(roundtable=roundtable, needs_expert=True).topics.set([topic])
    return roundtable


@pytest.fixture
def asked(roundtable):
    return AssignmentFactory(roundtable=roundtable, requested=True, token_hash=hash_of(TOKEN))


def page_of(roundtable):
    return reverse("roundtables:assignment_list", args=[roundtable.pk])


def answer(client, **values):
    return client.post(reverse("roundtables:assignment_answer", args=[TOKEN]), values)


def test_a_coordinator_asks_a_suggested_expert(roundtable, topic, dhs_client):
    expert = ExpertFactory(topics=[topic])
    plan = dhs_client.get(page_of(roundtable)).context["plan"]
    assert [row.candidate.key for row in plan.suggestions] == [expert.pk]

    url = reverse("roundtables:assignment_add", args=[roundtable.pk])
    dhs_client.post(url, {"expert": expert.pk, "how": "ask"})
    dhs_client.post(url, {"expert": expert.pk, "how": "ask"})

    assignment = Assignment.objects.get()
    assert assignment.state == AssignmentState.REQUESTED
    assert [row.code for row in assignment.topics.all()] == ["T05"]
    assert assignment.why[0] == "Speaks on: Topic T05."
    mail = OutgoingMail.objects.get()
    assert (mail.kind, mail.address, mail.center) == ("expert_request", expert.email, None)


def test_a_conflict_of_interest_is_never_overruled(roundtable, topic, center, dhs_client):
    expert = ExpertFactory(topics=[topic])
    expert.conflicts.set([center])

    url = reverse("roundtables:assignment_add", args=[roundtable.pk])
    page = dhs_client.post(url, {"expert": expert.pk}, headers={"referer": page_of(roundtable)})

    assert page.status_code in {302, 409}
    assert not Assignment.objects.exists()


def test_a_draft_roundtable_asks_nobody(center, dhs_coordinator):
    roundtable = RoundtableFactory(engagement__center=center, draft=True)
    assignment = AssignmentFactory(roundtable=roundtable)

    with pytest.raises(Refused, match="needs a fixed date"):
        assignment.request(by=dhs_coordinator)


def test_center_staff_look_but_do_not_assign(roundtable, director_client, outsider_client):
    AssignmentFactory(roundtable=roundtable, expert__email="private@program.example.org")
    page = director_client.get(page_of(roundtable))
    add = reverse("roundtables:assignment_add", args=[roundtable.pk])

    assert page.context["plan"] is None
    assert "private@program.example.org" not in page.text
    assert director_client.post(add, {"expert": 1}).status_code == 403
    assert outsider_client.get(page_of(roundtable)).status_code == 404


def test_the_link_shows_the_request_and_chooses_nothing(asked, client):
    page = client.get(reverse("roundtables:assignment_answer", args=[TOKEN]))

    assert page.status_code == 200
    assert "America/Denver" in page.text
    assert "checked" not in page.text
    asked.refresh_from_db()
    assert asked.answered_at is None


def test_an_answer_must_be_chosen_and_can_be_changed(asked, client):
    refused = answer(client)
    assert refused.context["form"].errors["answer"] == ["Answer “Can you come?”."]

    answer(client, answer="accept", travel_note="Arrives by train.")
    asked.refresh_from_db()
    assert (asked.state, asked.travel_note) == (AssignmentState.ACCEPTED, "Arrives by train.")

    answer(client, answer="decline", reason="Ill.")
    asked.refresh_from_db()
    assert (asked.state, asked.reason) == (AssignmentState.DECLINED, "Ill.")


@pytest.mark.parametrize("ending", ["withdraw", "cancel", "over", "unknown"])
def test_a_dead_link_gets_the_same_calm_page(asked, client, director, ending):
    token = TOKEN
    if ending == "withdraw":
        asked.withdraw(by=director)
    elif ending == "cancel":
        asked.roundtable.cancel(by=director, reason="Flood.")
    elif ending == "unknown":
        token = "nobody-has-this-one"
    days = 90 if ending == "over" else 0

    with time_machine.travel(asked.roundtable.starts_at if days else asked.created_at) as moment:
        moment.shift(days * 86400)
        page = client.get(reverse("roundtables:assignment_answer", args=[token]))

    assert page.status_code == 410
    assert "This request is closed" in page.text


def test_a_drop_out_tells_the_coordinator_who_sees_who_could_take_over(
    asked, topic, roundtable, client, dhs_client, dhs_coordinator
):
    asked.topics.set([topic])
    other = ExpertFactory(topics=[topic])
    assert dhs_client.get(page_of(roundtable)).context["plan"].suggestions == ()

    asked.change(requested_by=dhs_coordinator)
    answer(client, answer="accept")
    answer(client, answer="decline")

    told = OutgoingMail.objects.get()
    assert (told.kind, told.address) == ("expert_declined", dhs_coordinator.email)
    plan = dhs_client.get(page_of(roundtable)).context["plan"]
    assert [row.candidate.key for row in plan.suggestions] == [other.pk]


def test_the_board_names_topics_without_an_expert(roundtable, dhs_client, director_client):
    url = reverse("roundtables:assignment_board")
    rows = dhs_client.get(url).context["rows"]

    assert [cell.code for cell in rows[0].unstaffed] == ["T05"]
    assert director_client.get(url).status_code == 403


def test_the_pages_ask_the_database_as_often_for_many(center, roundtable, topic, dhs_client):
    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            dhs_client.get(page_of(roundtable))
            dhs_client.get(reverse("roundtables:assignment_board"))
            dhs_client.get(reverse("roundtables:expert_list"))
        return len(caught)

    def more() -> None:
        AssignmentFactory(roundtable=roundtable).topics.set([topic])
        ExpertFactory(topics=[topic])
        another = RoundtableFactory(engagement__center=center, scheduled=True)
        AgendaItemFactory(roundtable=another, needs_expert=True).topics.set([topic])
        AssignmentFactory(roundtable=another, expert=ExpertFactory(topics=[topic]))

    more()
    few = queries()
    for _ in range(4):
        more()

    assert queries() == few
