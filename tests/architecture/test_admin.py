"""Stakeholders and roundtables in Django's admin: lists and rows open, asking as often for many as
for one, and what belongs to a center is only looked at.
"""

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from roundtables.models import DatePoll
from stakeholders.models import OrganizationMerge
from tests.factories.accounts import StateFactory, UserFactory
from tests.factories.engagements import TopicFactory
from tests.factories.roundtables import (
    AgendaItemFactory,
    AssignmentFactory,
    CheckInFactory,
    CommitmentFactory,
    ExpertFactory,
    NoteFactory,
    RoundtableFactory,
    UnavailabilityFactory,
    VenueFactory,
)
from tests.factories.stakeholders import (
    GuestListEntryFactory,
    HelpRequestFactory,
    ImportBatchFactory,
    OrganizationFactory,
    PublicOrganizationFactory,
)


def date_poll():
    return DatePoll.objects.begin(RoundtableFactory(dateless=True), by=UserFactory())


def expert():
    row = ExpertFactory(topics=[TopicFactory()], home_state=StateFactory())
    UnavailabilityFactory(expert=row)
    return row


def merge():
    kept = OrganizationFactory()
    absorbed = OrganizationFactory(center=kept.center)
    return OrganizationMerge.objects.create(kept=kept, absorbed=absorbed)


ROWS = {
    "roundtables_agendaitem": AgendaItemFactory,
    "roundtables_assignment": AssignmentFactory,
    "roundtables_checkin": CheckInFactory,
    "roundtables_commitment": CommitmentFactory,
    "roundtables_datepoll": date_poll,
    "roundtables_expert": expert,
    "roundtables_note": NoteFactory,
    "roundtables_roundtable": RoundtableFactory,
    "roundtables_venue": VenueFactory,
    "stakeholders_guestlistentry": GuestListEntryFactory,
    "stakeholders_helprequest": HelpRequestFactory,
    "stakeholders_importbatch": ImportBatchFactory,
    "stakeholders_organization": OrganizationFactory,
    "stakeholders_organizationmerge": merge,
    "stakeholders_publicorganization": PublicOrganizationFactory,
}
OF_THE_PROGRAM = {"roundtables_expert", "stakeholders_publicorganization"}  # changed here


@pytest.fixture
def office(client_of, db):
    return client_of(UserFactory(admin=True))


def queries_of(client, url):
    with CaptureQueriesContext(connection) as caught:
        assert client.get(url).status_code == 200
    return len(caught)


def test_every_registered_model_has_a_row_here():
    apps = {name.partition("_")[0] for name in ROWS}
    metas = [model._meta for model in admin.site._registry if model._meta.app_label in apps]

    assert sorted(f"{meta.app_label}_{meta.model_name}" for meta in metas) == sorted(ROWS)


@pytest.mark.parametrize("name", ROWS)
def test_a_list_asks_the_database_as_often_for_many(office, name):
    page = reverse(f"admin:{name}_changelist")
    ROWS[name]()
    office.get(page)
    few = queries_of(office, page)
    for _ in range(12):
        ROWS[name]()

    assert queries_of(office, page) == few


@pytest.mark.parametrize("name", ROWS)
def test_a_row_opens_and_asks_as_often_beside_many(office, name):
    page = reverse(f"admin:{name}_change", args=[ROWS[name]().pk])
    office.get(page)
    few = queries_of(office, page)
    for _ in range(12):
        ROWS[name]()

    assert queries_of(office, page) == few


@pytest.mark.parametrize("name", sorted(set(ROWS) - OF_THE_PROGRAM))
def test_rows_of_centers_are_only_looked_at(office, name):
    page = f"admin:{name}"
    row = ROWS[name]()

    assert office.post(reverse(f"{page}_change", args=[row.pk]), {}).status_code == 403
    assert office.get(reverse(f"{page}_add")).status_code == 403
    assert office.post(reverse(f"{page}_delete", args=[row.pk])).status_code == 403


@pytest.mark.parametrize("name", ROWS)
def test_nobody_of_a_center_gets_in(director_client, name):
    page = reverse(f"admin:{name}_changelist")

    assert director_client.get(page).status_code == 302
