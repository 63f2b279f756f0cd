"""The demonstration: there once, complete, and only where it belongs."""

from collections import Counter

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from bcp.accounts.models import Center, User
from bcp.coordination.demonstration.people import AUDITOR, DHS, STAFF
from bcp.settings import demonstration
from engagements.models import Engagement, SelfReview
from engagements.reviewing import score_review, worked_gaps
from roundtables.enums import Rsvp
from roundtables.models import Roundtable
from stakeholders.public_listing import listing
from stakeholders.suggesting import guest_list


@pytest.fixture
def loaded(reference: None) -> Center:
    call_command("load_demonstration", verbosity=0)
    return Center.objects.get(slug="cascadia-fusion-center")


def row_counts() -> dict[str, int]:
    return {model._meta.label: model._default_manager.count() for model in apps.get_models()}


def test_loading_twice_changes_nothing(loaded):
    before = row_counts()

    call_command("load_demonstration", verbosity=0)

    assert row_counts() == before


def test_the_center_has_a_year_behind_it_and_a_roundtable_ahead(loaded):
    latest = SelfReview.objects.filter(center=loaded).first()
    result = score_review(latest)
    ahead = Roundtable.objects.get(engagement__center=loaded, state="scheduled")
    answers = Counter(ahead.invitations.values_list("rsvp", flat=True))

    assert {area.code for area in result.areas if area.focus == "priority"} == {"PHL", "PRV", "PCR"}
    assert len(worked_gaps(latest)) == 8
    assert answers[Rsvp.YES] == ahead.seats_taken
    assert answers[Rsvp.WAITLISTED] == 3
    assert sorted(ahead.assignments.values_list("state", flat=True)) == [
        "accepted",
        "accepted",
        "accepted",
        "requested",
    ]
    assert Counter(Engagement.objects.values_list("state", flat=True)) == Counter(
        ["closed", "closed", "invited", "requested", "planning", "content", "follow_up"]
    )


def test_the_guest_list_suggests_somebody_public_where_the_center_has_nobody(loaded):
    invited = Engagement.objects.get(center=loaded, state="invited")

    found = guest_list(invited)

    assert found.missing_sectors == ["critical_infrastructure"]
    assert {(one.organization.source, one.organization.state_id) for one in found.public} == {
        ("Demonstration list", "WA")
    }
    assert all(one.miles is not None for one in found.public)


def test_the_public_directory_is_found_by_place_sector_and_distance(loaded):
    state = loaded.state
    asked = {"state": state, "county": "Clark", "within": 60, "sector": "fire"}

    names = [row.organization.name for row in listing(loaded, asked, {}).rows]

    assert "Fern Prairie Volunteer Hose Company" in names
    assert "Pinwheel Falls Volunteer Hose Company" in names
    assert "Basalt Mills Volunteer Hose Company" not in names


def test_everyone_of_the_role_switcher_is_there(loaded):
    known = {email for email, *_ in (*STAFF, DHS, AUDITOR)}

    assert {email for email, _ in demonstration.DEMONSTRATION_ACCOUNTS} == known
    assert User.objects.filter(email__in=known, is_active=True).count() == len(known)


def test_a_real_site_refuses_it(settings, reference):
    settings.DEMONSTRATION = False

    with pytest.raises(CommandError):
        call_command("load_demonstration", verbosity=0)

    assert not Center.objects.filter(slug="cascadia-fusion-center").exists()
