"""What Django's admin lets the program office do with stakeholders."""

import pytest
from django.urls import reverse

from stakeholders.models import PublicOrganization
from tests.factories.accounts import UserFactory
from tests.factories.stakeholders import PublicOrganizationFactory


@pytest.fixture
def office(client_of, db):
    return client_of(UserFactory(admin=True))


def test_the_public_directory_is_corrected_here(office):
    row = PublicOrganizationFactory(name="Boulder Fire")
    page = reverse("admin:stakeholders_publicorganization_change", args=[row.pk])
    form = office.get(page).context["adminform"].form
    sent = {field.html_name: field.value() for field in form if field.value() is not None}

    answer = office.post(page, sent | {"name": "Boulder Fire Rescue"})

    assert answer.status_code == 302
    assert PublicOrganization.objects.get().name == "Boulder Fire Rescue"
