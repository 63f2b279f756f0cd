"""Wrong entries about action items and gaps: a sentence, nothing lost, nothing of others."""

from uuid import uuid4

import pytest
from django.urls import reverse

from engagements import opening
from engagements.models import ActionItem, Engagement
from tests.factories.engagements import EngagementFactory, GapFactory, SectorFactory

ITEM = {"text": "Send the <i>list</i>", "owner_name": "Bo"}


@pytest.fixture
def engagement(center, director):
    return EngagementFactory(center=center)


def add(client, engagement, **entries):
    page = reverse("engagements:action_item_add", args=[engagement.pk])
    return client.post(page, ITEM | entries)


@pytest.mark.parametrize(
    ("entries", "words"),
    [
        ({"due_on": "2001-01-01"}, "Choose a day that is still to come."),
        ({"due_on": "someday"}, "as month, day and year"),
        ({"owner_email": "bo@@x"}, "in full, such as name@example.org"),
        ({"owner_name": "Bo\r\nBcc: all"}, "cannot be printed"),
        ({"owner_name": ""}, "Answer “Who does it”."),
        ({"text": "Send the <i>list</i>" + "x" * 1000}, "Shorten"),
        ({"gap": "999999"}, "from the list"),
        ({"gap": "nonsense"}, "from the list"),
    ],
)
def test_a_wrong_entry_is_refused_in_a_sentence(engagement, director_client, entries, words):
    answer = add(director_client, engagement, **entries)

    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert "Send the &lt;i&gt;list&lt;/i&gt;" in answer.content.decode()
    assert not ActionItem.objects.exists()


def test_a_gap_of_another_center_or_engagement_is_not_taken(engagement, center, director_client):
    for foreign in (GapFactory(), GapFactory(engagement=EngagementFactory(center=center))):
        answer = add(director_client, engagement, gap=foreign.pk)

        assert "from the list" in answer.content.decode()
    assert not ActionItem.objects.exists()


def test_own_gap_is_taken(engagement, director_client):
    gap = GapFactory(engagement=engagement)

    add(director_client, engagement, gap=gap.pk)

    assert ActionItem.objects.get().gap == gap


@pytest.mark.parametrize("areas", [["ZZZ"], ["PHL", "'; --"], [""]])
def test_focus_areas_that_do_not_exist_are_refused(make_review, center, director, areas, client_of):
    review = make_review(center, director)
    page = reverse("engagements:engagement_create", args=[review.pk])

    answer = client_of(director).post(page, {"title": "Plan", "areas": areas, "once": uuid4()})

    assert "Choose the focus areas from the list." in answer.content.decode()
    assert 'value="Plan"' in answer.content.decode()
    assert not Engagement.objects.exists()


def test_a_form_sent_twice_opens_one_engagement(make_review, center, director):
    review = make_review(center, director)

    first, second = (
        opening.open_engagement(review, ["PHL"], "Public health", by=director) for _ in range(2)
    )

    assert first == second
    assert first.gaps.count() == 3


def test_sectors_that_do_not_exist_are_refused(engagement, director_client):
    SectorFactory()
    page = reverse("engagements:engagement_edit", args=[engagement.pk])

    answer = director_client.post(page, {"title": "Ours", "goal": "Kept", "sectors": ["fire", "x"]})

    assert answer.status_code == 200
    assert "Kept</textarea>" in answer.content.decode()
    engagement.refresh_from_db()
    assert engagement.title != "Ours"


def test_a_gap_is_taken_out_only_with_a_reason_and_put_back(engagement, director_client):
    gap = GapFactory(engagement=engagement)
    page = reverse("engagements:gap_take_out", args=[gap.pk])

    director_client.post(page, {"reason": ""})
    gap.refresh_from_db()
    assert gap.is_active
    director_client.post(page, {"reason": "Another program does it."})
    gap.refresh_from_db()
    assert (gap.is_active, gap.reason) == (False, "Another program does it.")
    director_client.post(reverse("engagements:gap_put_back", args=[gap.pk]))

    gap.refresh_from_db()
    assert (gap.is_active, gap.reason) == (True, "")


@pytest.mark.parametrize("phase", ["", "nonsense", "closed", "\x00"])
def test_an_engagement_is_not_moved_to_a_phase_outside_its_work(engagement, director_client, phase):
    page = reverse("engagements:engagement_move", args=[engagement.pk])

    answer = director_client.post(page, {"phase": phase})

    assert answer.status_code == 409
    assert "cannot be moved to that phase" in answer.content.decode()
