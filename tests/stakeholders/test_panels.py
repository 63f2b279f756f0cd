"""What the directory tells engagements."""

from engagements.contacts import sectors_without_contacts
from engagements.panels import panels_of
from tests.factories.engagements import (
    EngagementFactory,
    EngagementGuestFactory,
    GapFactory,
    SectorFactory,
)
from tests.factories.stakeholders import ContactFactory


def test_sectors_without_askable_contacts_are_told(center):
    fire, chamber = SectorFactory(code="fire"), SectorFactory(code="chamber")
    ContactFactory(organization__center=center, organization__sector=fire)
    ContactFactory(organization__center=center, organization__sector=chamber, silent=True)

    assert sectors_without_contacts(center) == {"chamber"}


def test_panel_warns_of_gaps_nobody_covers_and_is_not_for_guests(center, director):
    gap = GapFactory(engagement=EngagementFactory(center=center))
    guest = EngagementGuestFactory(engagement=gap.engagement).user

    panel = next(one for one in panels_of(gap.engagement, director) if one.title == "Stakeholders")

    assert panel.warnings[0].label.startswith("Nobody on the guest list covers")
    assert not [one for one in panels_of(gap.engagement, guest) if one.title == "Stakeholders"]
