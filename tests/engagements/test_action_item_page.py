"""Promises, inside the center and on the page of an owner outside it."""

import re

import pytest
from django.urls import reverse

from bcp.mail.models import OutgoingMail
from engagements.enums import ActionItemState
from engagements.models import ActionItem
from engagements.models.action_items import hash_of
from tests.factories.engagements import EngagementFactory

TOKEN = "t" * 43


@pytest.fixture
def item(center, director) -> ActionItem:
    engagement = EngagementFactory(center=center)
    return engagement.action_items.create(
        text="Name a liaison",
        owner_name="Ada Owner",
        owner_email="ada@county.example.org",
        token_hash=hash_of(TOKEN),
    )


def test_an_owner_reports_asks_for_time_and_finishes_without_an_account(item, client):
    page = reverse("engagements:action_item_page", args=[TOKEN])
    assert "Name a liaison" in client.get(page).content.decode()

    client.post(page, {"text": "The county votes in May.", "new_due_on": "2031-06-01"})
    item.refresh_from_db()
    assert (item.state, str(item.due_on)) == (ActionItemState.IN_PROGRESS, "2031-06-01")
    client.post(page, {"text": "Done.", "is_done": "on"})

    item.refresh_from_db()
    assert item.state == ActionItemState.DONE
    assert [update.by_name for update in item.updates.all()] == ["Ada Owner", "Ada Owner"]


def test_a_wrong_entry_says_why_and_changes_nothing(item, client):
    page = reverse("engagements:action_item_page", args=[TOKEN])

    answer = client.post(page, {"text": "Soon.", "new_due_on": "2001-01-01"})

    assert "still to come" in answer.content.decode()
    assert "Soon.</textarea>" in answer.content.decode()
    assert not item.updates.exists()


@pytest.mark.parametrize("token", ["x" * 43, TOKEN[:-1], TOKEN + "t", "%00"])
def test_any_other_link_shows_the_same_calm_page(item, client, token):
    answer = client.get(f"/a/{token}/")

    assert answer.status_code == 410
    assert "This link does not open anything" in answer.content.decode()
    assert "liaison" not in answer.content.decode()


def test_a_new_owner_gets_a_link_that_opens_the_item(center, director_client, client):
    engagement = EngagementFactory(center=center)
    page = reverse("engagements:action_item_add", args=[engagement.pk])

    director_client.post(
        page, {"text": "Send the list", "owner_name": "Bo", "owner_email": "bo@x.example.org"}
    )

    mail = OutgoingMail.objects.get(kind="action_item")
    link = mail.values()["merge"]["link"]
    assert re.search(r"/a/[\w-]{43}/$", link)
    assert "Send the list" in client.get(link.removeprefix("http://testserver")).content.decode()


def test_dropping_needs_a_reason(item, director_client):
    page = reverse("engagements:action_item_drop", args=[item.pk])

    director_client.post(page, {"reason": ""})
    item.refresh_from_db()
    assert item.state == ActionItemState.OPEN
    director_client.post(page, {"reason": "The county merged."})

    item.refresh_from_db()
    assert (item.state, item.reason) == (ActionItemState.DROPPED, "The county merged.")
