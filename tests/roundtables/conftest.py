"""What every test of roundtables starts from."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.cache import caches
from django.test import Client
from django.utils import timezone

from tests.factories.roundtables import InvitationFactory, RoundtableFactory, link_token


@pytest.fixture(autouse=True)
def nothing_counted() -> None:
    """No limit of an earlier test counts. Emptying Redis would empty it for other processes too."""
    caches["default"].key_prefix = f"test-{uuid4()}"


@pytest.fixture
def roundtable(center):
    center.email, center.phone = "outreach@center.example.org", "(303) 555-0100"
    center.save()
    return RoundtableFactory(
        engagement__center=center,
        scheduled=True,
        notice_text="We ask little.",
        reminder_days=[14, 7, 1],
    )


@pytest.fixture
def people(roundtable):
    return InvitationFactory.create_batch(3, roundtable=roundtable, planned=True)


@pytest.fixture
def ada(roundtable):
    return InvitationFactory(
        roundtable=roundtable, name="Ada Lopez", why="You know every station.",
        invited_at=timezone.now() - timedelta(days=2),
    )  # fmt: skip


@pytest.fixture
def token(ada):
    return link_token(ada)


@pytest.fixture
def anyone():
    """Somebody without a cookie, with Django's own guard against forged forms switched on."""
    return Client(enforce_csrf_checks=True)
