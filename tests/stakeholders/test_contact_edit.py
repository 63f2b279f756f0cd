"""What is known about a person: consent, confirmation."""

import datetime

import pytest

from bcp.audit.models import AuditEvent
from tests.factories.stakeholders import ContactFactory


@pytest.fixture
def contact(center):
    return ContactFactory(organization__center=center, name="Ada Lopez", email="ada@x.example.org")


def test_consent_is_kept_with_its_day_and_shown(director_client, contact):
    entry = {"name": "Ada Lopez", "email": "ada@x.example.org", "language": "en"}
    url = f"/stakeholders/people/{contact.pk}/edit/"

    director_client.post(url, {**entry, "consented_on": "2026-03-05", "is_primary": "on"})

    contact.refresh_from_db()
    assert contact.consented_on == datetime.date(2026, 3, 5)
    assert AuditEvent.objects.get(verb="contact.changed").data == {"fields": ["consented_on"]}
    assert 'value="2026-03-05"' in director_client.get(url).content.decode()


def test_confirm_says_that_name_and_address_are_right_today(
    director_client, viewer_client, outsider_client, contact, today
):
    url = f"/stakeholders/people/{contact.pk}/confirm/"

    assert viewer_client.post(url).status_code == 403
    assert outsider_client.post(url).status_code == 404
    page = director_client.post(url, follow=True).content.decode()

    contact.refresh_from_db()
    assert contact.last_confirmed_on == today
    assert "Ada Lopez is confirmed as of today." in page
    assert AuditEvent.objects.filter(verb="contact.confirmed").exists()
