"""Two records become one and two again."""

import pytest
from django.utils import timezone

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


def test_undo_keeps_what_people_did_since(pair, center, director):
    kept, absorbed = pair
    absorbed.change(website="http://summit.example.org")
    done = merging.merge(kept, absorbed, by=director)
    kept.correct(by=director, phone="303-555-0111")
    kept.log("call", by=director)

    merging.undo_merge(done, by=director)

    kept.refresh_from_db()
    assert (kept.phone, kept.website) == ("303-555-0111", "")
    assert (kept.last_contact_on, kept.stage) == (timezone.localdate(), "contacted")


def test_undo_takes_back_the_contacts_that_were_of_the_other(pair, director):
    kept, absorbed = pair
    absorbed.log("call", by=director)
    done = merging.merge(kept, absorbed, by=director)
    assert kept.last_contact_on == timezone.localdate()

    merging.undo_merge(done, by=director)

    kept.refresh_from_db()
    assert (kept.last_contact_on, kept.stage) == (None, "identified")


def test_undo_leaves_archived_what_was_archived_before(center, director):
    kept = OrganizationFactory(center=center)
    absorbed = OrganizationFactory(center=center, archived=True)
    since = absorbed.archived_at
    done = merging.merge(kept, absorbed, by=director)

    merging.undo_merge(done, by=director)

    absorbed.refresh_from_db()
    assert (absorbed.archived_at, absorbed.merged_into) == (since, None)


def test_undo_is_refused_once_the_kept_record_was_merged_further(pair, center, director):
    kept, absorbed = pair
    first = merging.merge(kept, absorbed, by=director)
    last = OrganizationFactory(center=center, name="Breckenridge Fire")
    second = merging.merge(last, kept, by=director)

    with pytest.raises(Refused, match=r"merged into Breckenridge Fire later\. Undo that merge fi"):
        merging.undo_merge(first, by=director)

    merging.undo_merge(second, by=director)
    merging.undo_merge(first, by=director)
    assert set(Organization.objects.live()) == {kept, absorbed, last}


@pytest.mark.parametrize("order", [[0, 1], [1, 0]])
def test_two_merges_are_undone_in_any_order(pair, center, director, order):
    kept, absorbed = pair
    absorbed.change(stage="met")
    other = OrganizationFactory(center=center, name="Summit County FD", active=True, phone="")
    merges = [merging.merge(kept, one, by=director) for one in (absorbed, other)]
    assert (kept.stage, kept.phone) == ("active", "303-555-0100")

    for number in order:
        merging.undo_merge(merges[number], by=director)

    kept.refresh_from_db()
    assert (kept.stage, kept.phone, kept.last_contact_on) == ("identified", "", None)


def test_a_row_that_found_its_like_meanwhile_stays(pair, center, director):
    kept, absorbed = pair
    engagement = EngagementFactory(center=center)
    moves = GuestListEntryFactory(engagement=engagement, organization=absorbed)
    done = merging.merge(kept, absorbed, by=director)
    GuestListEntryFactory(engagement=engagement, organization=absorbed)

    merging.undo_merge(done, by=director)

    moves.refresh_from_db()
    assert moves.organization == kept


def test_director_undoes_a_merge_on_the_page(pair, director_client, viewer_client, director):
    kept, absorbed = pair
    done = merging.merge(kept, absorbed, by=director)
    url = f"/stakeholders/merges/{done.pk}/undo/"
    assert url in director_client.get(kept.get_absolute_url()).content.decode()

    assert viewer_client.post(url).status_code == 403
    answer = director_client.post(url, follow=True)

    assert "Summit FD is its own record again." in answer.content.decode()
