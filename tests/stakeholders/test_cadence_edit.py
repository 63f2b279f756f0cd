"""A center's own cadence per sector: who is due follows it."""

import datetime

import pytest
from django.utils import timezone

from bcp.audit.models import AuditEvent
from engagements.models import Sector
from stakeholders import outreach
from stakeholders.freshness import refresh_due_days
from stakeholders.models import SectorCadence, cadences_of
from stakeholders.suggesting import candidate_facts
from tests.factories.accounts import CenterFactory
from tests.factories.engagements import EngagementFactory, SectorFactory
from tests.factories.stakeholders import OrganizationFactory, SectorCadenceFactory

URL = "/stakeholders/cadence/"
LAST = timezone.localdate() - datetime.timedelta(days=60)


@pytest.fixture
def fire(db):
    return SectorFactory(code="fire", name="Fire service", cadence_days=90)


@pytest.fixture
def partner(center, fire):
    return OrganizationFactory(center=center, sector=fire, last_contact_on=LAST, stage="met")


def due(center):
    return [row.pk for row in outreach.due_list(center).partners]


def test_due_list_and_guest_list_follow_the_center(director_client, center, fire, partner):
    elsewhere = OrganizationFactory(
        center=CenterFactory(), sector=fire, last_contact_on=LAST, stage="met"
    )
    assert due(center) == []

    page = director_client.post(URL, {"days_fire": "30"}, follow=True)

    assert "1 cadence changed." in page.content.decode()
    assert due(center) == [partner.pk]
    assert due(elsewhere.center) == []
    engagement = EngagementFactory(center=center)
    assert [one.cadence_days for one in candidate_facts(engagement)] == [30]
    assert "every 30 days" in director_client.get("/stakeholders/outreach/").content.decode()
    detail = director_client.get(partner.get_absolute_url()).content.decode()
    assert "every 30 days in this sector" in detail
    event = AuditEvent.objects.get(verb="cadence.changed")
    assert (event.data["sector"], event.data["before"], event.data["after"]) == ("fire", None, 30)


def test_an_empty_number_goes_back_to_the_program(director_client, center, fire, partner):
    director_client.post(URL, {"days_fire": "30"})
    director_client.post(URL, {"days_fire": ""})

    assert due(center) == []
    assert not SectorCadence.objects.exists()
    assert AuditEvent.objects.filter(verb="cadence.changed").count() == 2
    assert "Nothing changed." in director_client.post(URL, {}, follow=True).content.decode()


def test_a_later_contact_follows_the_center(center, fire, director):
    SectorCadenceFactory(center=center, sector=fire, days=10)
    partner = OrganizationFactory(center=center, sector=fire)

    partner.log("call", by=director)

    assert partner.contact_due_on == timezone.localdate() + datetime.timedelta(days=10)


def test_refreshing_counts_what_changed_and_does_it_once(center, fire, partner):
    SectorCadenceFactory(center=center, sector=fire, days=45)
    OrganizationFactory(center=CenterFactory(), sector=fire, last_contact_on=LAST)
    Sector.objects.filter(pk="fire").update(cadence_days=61)

    assert refresh_due_days() == 2
    assert refresh_due_days() == 0
    partner.refresh_from_db()
    assert partner.contact_due_on == LAST + datetime.timedelta(days=45)
    assert cadences_of(center.pk)["fire"] == 45


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("0", "Enter 1 or more for the fire service."),
        ("9999", "Enter 1500 or less for the fire service."),
        ("often", "Enter the fire service as a number."),
    ],
)
def test_a_wrong_number_is_refused_and_kept(director_client, fire, number, said):
    page = director_client.post(URL, {"days_fire": number}).content.decode()

    assert said in page
    assert f'value="{number}"' in page
    assert not SectorCadence.objects.exists()


def test_cadence_is_for_editors(viewer_client, client, fire):
    assert viewer_client.get(URL).status_code == 403
    assert viewer_client.post(URL, {"days_fire": "30"}).status_code == 403
    assert client.get(URL).status_code == 302
