"""Roundtables in Django's admin: lists and rows open, asking as often for many as for one."""

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from roundtables.models import DatePoll
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


def date_poll():
    return DatePoll.objects.begin(RoundtableFactory(dateless=True), by=UserFactory())


def expert():
    row = ExpertFactory(topics=[TopicFactory()], home_state=StateFactory())
    UnavailabilityFactory(expert=row)
    return row


ROWS = {
    "agendaitem": AgendaItemFactory,
    "assignment": AssignmentFactory,
    "checkin": CheckInFactory,
    "commitment": CommitmentFactory,
    "datepoll": date_poll,
    "expert": expert,
    "note": NoteFactory,
    "roundtable": RoundtableFactory,
    "venue": VenueFactory,
}


@pytest.fixture
def office(client_of, db):
    return client_of(UserFactory(admin=True))


def queries_of(client, url):
    with CaptureQueriesContext(connection) as caught:
        assert client.get(url).status_code == 200
    return len(caught)


def test_every_registered_model_has_a_row_here():
    mine = [one for one in admin.site._registry if one._meta.app_label == "roundtables"]

    assert sorted(model._meta.model_name for model in mine) == sorted(ROWS)


@pytest.mark.parametrize("name", ROWS)
def test_a_list_asks_the_database_as_often_for_many(office, name):
    page = reverse(f"admin:roundtables_{name}_changelist")
    ROWS[name]()
    office.get(page)
    few = queries_of(office, page)
    for _ in range(12):
        ROWS[name]()

    assert queries_of(office, page) == few


@pytest.mark.parametrize("name", ROWS)
def test_a_row_opens_and_asks_as_often_beside_many(office, name):
    page = reverse(f"admin:roundtables_{name}_change", args=[ROWS[name]().pk])
    office.get(page)
    few = queries_of(office, page)
    for _ in range(12):
        ROWS[name]()

    assert queries_of(office, page) == few


@pytest.mark.parametrize("name", sorted(set(ROWS) - {"expert"}))
def test_rows_of_centers_are_only_looked_at(office, name):
    page = f"admin:roundtables_{name}"
    row = ROWS[name]()

    assert office.post(reverse(f"{page}_change", args=[row.pk]), {}).status_code == 403
    assert office.get(reverse(f"{page}_add")).status_code == 403
    assert office.post(reverse(f"{page}_delete", args=[row.pk])).status_code == 403


def test_the_hash_of_an_experts_link_is_not_shown(office):
    row = AssignmentFactory(requested=True, token_hash="a" * 64)

    page = office.get(reverse("admin:roundtables_assignment_change", args=[row.pk]))

    assert row.token_hash not in page.content.decode()


@pytest.mark.parametrize("name", ROWS)
def test_nobody_of_a_center_gets_in(director_client, name):
    page = reverse(f"admin:roundtables_{name}_changelist")

    assert director_client.get(page).status_code == 302
