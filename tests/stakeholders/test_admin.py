"""Stakeholders in Django's admin: lists and rows open, asking as often for many as for one."""

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from stakeholders.models import OrganizationMerge, PublicOrganization
from tests.factories.accounts import UserFactory
from tests.factories.stakeholders import (
    GuestListEntryFactory,
    HelpRequestFactory,
    ImportBatchFactory,
    OrganizationFactory,
    PublicOrganizationFactory,
)


def merge():
    kept = OrganizationFactory()
    absorbed = OrganizationFactory(center=kept.center)
    return OrganizationMerge.objects.create(kept=kept, absorbed=absorbed)


ROWS = {
    "guestlistentry": GuestListEntryFactory,
    "helprequest": HelpRequestFactory,
    "importbatch": ImportBatchFactory,
    "organization": OrganizationFactory,
    "organizationmerge": merge,
    "publicorganization": PublicOrganizationFactory,
}


@pytest.fixture
def office(client_of, db):
    return client_of(UserFactory(admin=True))


def queries_of(client, url):
    with CaptureQueriesContext(connection) as caught:
        assert client.get(url).status_code == 200
    return len(caught)


def test_every_registered_model_has_a_row_here():
    mine = [one for one in admin.site._registry if one._meta.app_label == "stakeholders"]

    assert sorted(model._meta.model_name for model in mine) == sorted(ROWS)


@pytest.mark.parametrize("name", ROWS)
def test_a_list_asks_the_database_as_often_for_many(office, name):
    page = reverse(f"admin:stakeholders_{name}_changelist")
    ROWS[name]()
    office.get(page)
    few = queries_of(office, page)
    for _ in range(12):
        ROWS[name]()

    assert queries_of(office, page) == few


@pytest.mark.parametrize("name", ROWS)
def test_a_row_opens_and_asks_as_often_beside_many(office, name):
    page = reverse(f"admin:stakeholders_{name}_change", args=[ROWS[name]().pk])
    office.get(page)
    few = queries_of(office, page)
    for _ in range(12):
        ROWS[name]()

    assert queries_of(office, page) == few


@pytest.mark.parametrize("name", sorted(set(ROWS) - {"publicorganization"}))
def test_rows_of_centers_are_only_looked_at(office, name):
    page = f"admin:stakeholders_{name}"
    row = ROWS[name]()

    assert office.post(reverse(f"{page}_change", args=[row.pk]), {}).status_code == 403
    assert office.get(reverse(f"{page}_add")).status_code == 403
    assert office.post(reverse(f"{page}_delete", args=[row.pk])).status_code == 403


def test_the_public_directory_is_corrected_here(office):
    row = PublicOrganizationFactory(name="Boulder Fire")
    page = reverse("admin:stakeholders_publicorganization_change", args=[row.pk])
    form = office.get(page).context["adminform"].form
    sent = {field.html_name: field.value() for field in form if field.value() is not None}

    answer = office.post(page, sent | {"name": "Boulder Fire Rescue"})

    assert answer.status_code == 302
    assert PublicOrganization.objects.get().name == "Boulder Fire Rescue"


@pytest.mark.parametrize("name", ROWS)
def test_nobody_of_a_center_gets_in(director_client, name):
    page = reverse(f"admin:stakeholders_{name}_changelist")

    assert director_client.get(page).status_code == 302
