"""The follow-up page, and feedback by link."""

import pytest
from django.urls import reverse

from bcp.mail.models import OutgoingMail
from roundtables.models import Feedback
from roundtables.reporting import QUESTIONS
from tests.factories.roundtables import (
    CheckInFactory,
    CommitmentFactory,
    InvitationFactory,
    RoundtableFactory,
)

TOKEN = "a-token-for-everyone"
FIVES = dict.fromkeys(QUESTIONS, "5")


@pytest.fixture
def roundtable(center):
    return RoundtableFactory(engagement__center=center, held=True, feedback_token=TOKEN)


def answer(client, token=TOKEN, **values):
    return client.post(reverse("roundtables:feedback_answer", args=[token]), values)


def page_of(roundtable):
    return reverse("roundtables:roundtable_follow_up", args=[roundtable.pk])


def test_the_page_counts_who_came_and_what_is_open(roundtable, director_client, outsider_client):
    invitation = InvitationFactory(roundtable=roundtable, yes=True)
    InvitationFactory(roundtable=roundtable, yes=True)
    CheckInFactory(roundtable=roundtable, invitation=invitation)
    CheckInFactory(roundtable=roundtable)
    CommitmentFactory(roundtable=roundtable)

    follow_up = director_client.get(page_of(roundtable)).context["follow_up"]

    assert (follow_up.came, follow_up.said_yes, follow_up.waiting) == (2, 2, 1)
    assert outsider_client.get(page_of(roundtable)).status_code == 404


def test_feedback_keeps_answers_and_nothing_else(roundtable, client):
    form = client.get(reverse("roundtables:feedback_answer", args=[TOKEN]))
    assert "checked" not in form.text

    page = answer(client, useful="4", comment="More time to talk.")

    assert "Thank you" in page.text
    feedback = Feedback.objects.get()
    assert (feedback.ratings, feedback.comment) == ({"useful": 4}, "More time to talk.")


@pytest.mark.parametrize("values", [{}, {"useful": "6"}, {"comment": "x" * 501}])
def test_feedback_that_says_nothing_or_too_much_is_refused(roundtable, client, values):
    assert answer(client, **values).context["form"].errors
    assert not Feedback.objects.exists()


def test_feedback_is_not_broken_down_under_five(roundtable, client, director_client):
    for _ in range(4):
        answer(client, **FIVES)
    few = director_client.get(page_of(roundtable)).context["follow_up"].feedback
    answer(client, **FIVES)
    enough = director_client.get(page_of(roundtable)).context["follow_up"].feedback

    assert few["rows"] == []
    assert [row["mean"] for row in enough["rows"]] == ["5.0"] * 5


def test_feedback_ends_with_its_time_and_its_link(center, client):
    RoundtableFactory(engagement__center=center, held=True, days=-90, feedback_token="old")

    assert answer(client, token="old", **FIVES).status_code == 410
    assert answer(client, token="unknown", **FIVES).status_code == 410


def test_a_torn_link_opens_no_roundtable_without_feedback(center, client):
    RoundtableFactory(engagement__center=center, held=True, feedback_token="")

    assert answer(client, token="\x00", **FIVES).status_code == 410


def test_more_answers_than_people_are_not_taken(roundtable, client):
    Feedback.objects.bulk_create(Feedback(roundtable=roundtable) for _ in range(40))

    page = answer(client, **FIVES)

    assert "no more are taken" in page.context["form"].non_field_errors()[0]


def test_everyone_who_came_gets_the_same_link_once(roundtable, director_client):
    came = InvitationFactory(roundtable=roundtable, yes=True)
    InvitationFactory(roundtable=roundtable, yes=True)
    CheckInFactory(roundtable=roundtable, invitation=came)
    CheckInFactory(roundtable=roundtable)
    url = reverse("roundtables:feedback_ask", args=[roundtable.pk])

    director_client.post(url)
    director_client.post(url)

    assert [mail.address for mail in OutgoingMail.objects.all()] == [came.email]
