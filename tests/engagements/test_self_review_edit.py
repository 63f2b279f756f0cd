"""Filling in a self-review: several people, drafts that save themselves, nothing lost."""

import pytest
from django.urls import reverse

from engagements.enums import ReviewState
from engagements.models import Answer

AUTOSAVE = {"X-Autosave": "1"}
KEY = "2d1c40c4-3a5f-4a2e-9c59-4f3f8d0f2a11"


@pytest.fixture
def section(draft):
    return reverse("engagements:self_review_edit", args=[draft.pk, "PHL"])


def kept(draft):
    rows = draft.answers.select_related("question").order_by("question__position")
    return {row.question.code: row.choice for row in rows}


def shown(client, section):
    """What a browser that opened the section would send back untouched."""
    form = client.get(section).context["form"]
    return {bound.html_name: bound.value() for bound in form if bound.value() not in (None, False)}


def test_answers_are_kept_and_zero_is_an_answer(draft, section, coordinator_client):
    entries = {"PHL1-choice": "0", "PHL1-evidence": "None yet.", "PHL2-choice": "unknown"}

    answer = coordinator_client.post(section, entries | {"next": "Save and continue"})

    assert answer.url == reverse("engagements:self_review_edit", args=[draft.pk, "EMG"])
    assert kept(draft) == {"PHL1": "0", "PHL2": "unknown"}
    assert b"answered by Cory Coordinator" in coordinator_client.get(section).content


def test_a_draft_saves_itself_and_says_when(draft, section, director_client):
    answer = director_client.post(section, {"PHL1-choice": "2"}, headers=AUTOSAVE)

    assert answer.status_code == 200
    assert answer.json()["text"].startswith("Draft saved at ")
    assert kept(draft) == {"PHL1": "2"}


@pytest.mark.parametrize(
    ("entries", "words"),
    [
        ({"PHL1-choice": "na"}, "Say why PHL1 does not apply."),
        ({"PHL1-choice": "7"}, "from the list"),
        ({"PHL1-choice": "1", "PHL1-evidence": "x" * 2001}, "Shorten the evidence to 2000"),
        ({"PHL1-choice": "1", "PHL1-evidence": "\x00"}, "cannot be printed"),
        ({"PHL1-choice": "na", "PHL1-reason": "x" * 301}, "to 300 characters"),
    ],
)
def test_a_wrong_entry_is_refused_in_a_sentence(draft, section, director_client, entries, words):
    entries = {"PHL2-evidence": "<b>Kept & shown</b>", **entries}

    by_itself = director_client.post(section, entries, headers=AUTOSAVE)
    by_hand = director_client.post(section, entries)

    assert by_itself.status_code == 422
    assert words in by_itself.json()["text"]
    assert words in by_hand.content.decode()
    assert "&lt;b&gt;Kept &amp; shown&lt;/b&gt;" in by_hand.content.decode()
    assert kept(draft) == {}


def test_not_applicable_with_a_reason_is_kept(draft, section, director_client):
    director_client.post(section, {"PHL4-choice": "na", "PHL4-reason": "No port of entry."})

    answer = Answer.objects.get(question__code="PHL4")
    assert (answer.is_not_applicable, answer.value, answer.reason) == (
        True,
        None,
        "No port of entry.",
    )


def test_the_last_of_several_people_counts_per_question(
    draft, section, director_client, coordinator_client, director
):
    entries_of_cory = shown(coordinator_client, section)
    director_client.post(section, shown(director_client, section) | {"PHL1-choice": "3"})

    coordinator_client.post(section, entries_of_cory | {"PHL2-choice": "1"})

    assert kept(draft) == {"PHL1": "3", "PHL2": "1"}  # Cory's page left PHL1 alone
    assert Answer.objects.get(question__code="PHL1").answered_by == director
    coordinator_client.post(section, entries_of_cory | {"PHL1-choice": "4", "PHL2-choice": "1"})
    assert kept(draft) == {"PHL1": "4", "PHL2": "1"}


def test_ones_own_answer_can_be_taken_back_on_the_same_page(draft, section, director_client):
    entries = shown(director_client, section)
    director_client.post(section, entries | {"PHL1-evidence": "Too early."}, headers=AUTOSAVE)

    director_client.post(section, entries, headers=AUTOSAVE)

    assert Answer.objects.get(question__code="PHL1").evidence == ""


def test_only_the_director_submits(draft, director_client, coordinator_client, viewer_client):
    page = reverse("engagements:self_review_submit", args=[draft.pk])

    assert viewer_client.post(page).status_code == 403
    assert coordinator_client.post(page).status_code == 409
    draft.refresh_from_db()
    assert draft.state == ReviewState.DRAFT
    director_client.post(page)

    draft.refresh_from_db()
    assert draft.state == ReviewState.SUBMITTED


def test_a_submitted_review_cannot_be_changed(draft, section, director, director_client):
    draft.submit(by=director)

    assert director_client.get(section).status_code == 404
    late = director_client.post(section, {"PHL1-choice": "2", "PHL1-evidence": "Late words."})
    by_itself = director_client.post(section, {"PHL1-choice": "2"}, headers=AUTOSAVE)

    assert b"This self-review is submitted." in late.content
    assert b"Late words." in late.content
    assert by_itself.status_code == 422
    assert kept(draft) == {}


def test_dhs_sees_a_review_only_once_it_is_submitted(draft, director, dhs_client):
    page = reverse("engagements:self_review_detail", args=[draft.pk])
    assert dhs_client.get(page).status_code == 404

    draft.submit(by=director)

    assert dhs_client.get(page, follow=True).status_code == 200


@pytest.mark.parametrize("area", ["ZZZ", "phl", "PHL1"])
def test_an_area_that_does_not_exist_is_not_found(draft, director_client, area):
    page = reverse("engagements:self_review_edit", args=[draft.pk, area])

    assert director_client.get(page).status_code == 404
    assert director_client.post(page, {}).status_code == 404


def test_starting_twice_is_refused_in_a_sentence(draft, director_client):
    page = reverse("engagements:self_review_start")

    answer = director_client.post(page, {"title": "Another", "once": KEY})

    assert b"A self-review is in draft already." in answer.content
    assert b'value="Another"' in answer.content
