"""The days by which contact is due, kept when a sector's cadence changes."""

import datetime

from django.utils import timezone

from stakeholders import tasks
from stakeholders.freshness import refresh_due_days
from stakeholders.models import Organization
from stakeholders.models.organizations import NEVER
from tests.factories.engagements import SectorFactory
from tests.factories.stakeholders import OrganizationFactory


def due_in(organization):
    """Days from today until contact is due."""
    organization.refresh_from_db()
    return (organization.contact_due_on - timezone.localdate()).days


def test_a_changed_cadence_moves_the_due_days_of_its_sector(center):
    fire = SectorFactory(code="fire", cadence_days=90)
    today = timezone.localdate()
    met, never = (
        OrganizationFactory(center=center, sector=fire, last_contact_on=day)
        for day in (today, None)
    )
    other = OrganizationFactory(
        center=center, last_contact_on=today, sector=SectorFactory(code="chamber", cadence_days=60)
    )
    assert (due_in(met), due_in(other)) == (90, 60)
    fire.cadence_days = 30
    fire.save()

    assert refresh_due_days() == 1
    assert refresh_due_days() == 0

    assert (due_in(met), due_in(other)) == (30, 60)
    never.refresh_from_db()
    assert never.contact_due_on == NEVER


def test_only_the_given_organizations_are_looked_at(center):
    fire = SectorFactory(code="fire", cadence_days=90)
    last = timezone.localdate() - datetime.timedelta(days=10)
    one, two = OrganizationFactory.create_batch(2, center=center, sector=fire, last_contact_on=last)
    fire.cadence_days = 30
    fire.save()

    assert refresh_due_days(Organization.objects.filter(pk=one.pk)) == 1

    assert (due_in(one), due_in(two)) == (20, 80)


def test_the_task_does_it_for_all(center):
    fire = SectorFactory(code="fire", cadence_days=90)
    organization = OrganizationFactory(
        center=center, sector=fire, last_contact_on=timezone.localdate()
    )
    fire.cadence_days = 30
    fire.save()

    tasks.refresh_due_days()

    assert due_in(organization) == 30
