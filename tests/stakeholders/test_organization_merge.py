"""Two records become one and two again."""

import pytest

from bcp.core.actions import Refused
from stakeholders import merging
from stakeholders.models import GuestListEntry, Organization
from tests.factories.engagements import EngagementFactory
from tests.factories.stakeholders import (
    ContactFactory,
    GuestListEntryFactory,
    InteractionFactory,
    OrganizationFactory,
)


@pytest.fixture
def pair(center):
    kept = OrganizationFactory(center=center, name="Summit Fire", phone="")
    absorbed = OrganizationFactory(
        center=center, name="Summit FD", phone="303-555-0100", active=True
    )
    return kept, absorbed


def test_merge_keeps_both_histories_and_undo_brings_them_back(pair, center, director):
    kept, absorbed = pair
    mine, theirs = InteractionFactory(organization=kept), InteractionFactory(organization=absorbed)
    contact = ContactFactory(organization=absorbed)
    engagement = EngagementFactory(center=center)
    GuestListEntryFactory(engagement=engagement, organization=kept)
    stays = GuestListEntryFactory(engagement=engagement, organization=absorbed)
    moves = GuestListEntryFactory(engagement__center=center, organization=absorbed)

    done = merging.merge(kept, absorbed, by=director)

    assert set(kept.interactions.all()) == {mine, theirs}
    assert kept.contacts.get() == contact
    assert (kept.phone, kept.phone_digits, kept.stage) == ("303-555-0100", "3035550100", "active")
    assert GuestListEntry.objects.get(pk=stays.pk).organization == absorbed
    assert GuestListEntry.objects.get(pk=moves.pk).organization == kept
    assert list(Organization.objects.live()) == [kept]

    merging.undo_merge(done, by=director)

    kept.refresh_from_db()
    absorbed.refresh_from_db()
    assert (kept.phone, kept.stage, absorbed.is_archived) == ("", "identified", False)
    assert absorbed.interactions.get() == theirs
    assert absorbed.contacts.get() == contact


def test_merge_refuses_across_centers_and_itself(pair, director):
    kept, _ = pair
    with pytest.raises(Refused):
        merging.merge(kept, OrganizationFactory(), by=director)
    with pytest.raises(Refused):
        merging.merge(kept, kept, by=director)


def test_planner_compares_then_merges(pair, director_client, outsider_client):
    kept, absorbed = pair
    url = f"{kept.get_absolute_url()}merge/"

    page = director_client.get(url, {"with": absorbed.pk}).content.decode()
    assert "303-555-0100" in page
    assert outsider_client.get(url).status_code == 404
    director_client.post(url, {"with": absorbed.pk})

    absorbed.refresh_from_db()
    assert absorbed.merged_into == kept
