"""The demonstration's outgoing mails, as their receivers would see them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from bcp.accounts.models import Center
from bcp.mail.calendars import invitation_calendar
from bcp.mail.models import OutgoingMail
from tests.factories.mail import CONTENT, queue, recipient

pytestmark = pytest.mark.django_db
STARTS = datetime(2027, 3, 9, 14, tzinfo=UTC)
CALENDAR = invitation_calendar(
    uid="{uid}",
    sequence=0,
    method="REQUEST",
    starts=STARTS,
    ends=STARTS + timedelta(hours=3),
    zone="America/Denver",
    summary="Houses of worship",
    location="Harbor Hall",
    description="Please answer by the link in the mail.",
    organizer_name="Front Range Fusion Center",
    organizer_address="mail@bcp.example.org",
    attendee_name="{name}",
    attendee_address="{address}",
    stamped_at=STARTS,
)


@pytest.fixture
def mail(center: Center, settings: Settings, deliver: Callable[[], dict[str, int]]) -> OutgoingMail:
    settings.MAIL = {**settings.MAIL, "TRANSPORT": "page"}
    content = replace(CONTENT, calendar=CALENDAR, calendar_method="REQUEST")
    queue(center, [recipient(1), recipient(2)], content=content)
    assert deliver() == {"sent": 2}
    found: OutgoingMail = OutgoingMail.objects.get(about="invitation:1")
    return found


def test_strangers_read_the_outgoing_mails(client: Client, mail: OutgoingMail) -> None:
    page = client.get(reverse("mail:outbox_list")).content.decode()

    assert "Invitation for Ada1" in page
    assert "person2@example.org" in page


def test_search_finds_a_receiver(client: Client, mail: OutgoingMail) -> None:
    page = client.get(reverse("mail:outbox_list"), {"address": "person2"}).content.decode()

    assert "person2@example.org" in page
    assert "person1@example.org" not in page


def test_list_costs_the_same_for_one_and_thirty(
    client: Client, mail: OutgoingMail, center: Center, deliver: Callable[[], dict[str, int]],
    django_assert_max_num_queries: Callable[[int], object],
) -> None:  # fmt: skip
    queue(center, [recipient(number) for number in range(3, 33)], key="more")
    deliver()

    with django_assert_max_num_queries(4):
        client.get(reverse("mail:outbox_list"))


def test_mail_shows_who_what_and_when(client: Client, mail: OutgoingMail) -> None:
    page = client.get(reverse("mail:outbox_mail", args=[mail.pk])).content.decode()

    assert "Front Range Fusion Center" in page
    assert "Tuesday, March 9, 2027, 7:00 AM to 10:00 AM MST (America/Denver)" in page
    assert 'sandbox="allow-top-navigation-by-user-activation"' in page


def test_body_is_the_mail_alone_and_its_links_open_the_window(
    client: Client, mail: OutgoingMail
) -> None:
    answer = client.get(reverse("mail:outbox_body", args=[mail.pk]))

    assert '<base target="_top">' in answer.content.decode()
    assert "/r/0000" in answer.content.decode()
    assert "script" not in answer["Content-Security-Policy"]
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert answer["X-Frame-Options"] == "SAMEORIGIN"


def test_calendar_entry_is_a_file(client: Client, mail: OutgoingMail) -> None:
    answer = client.get(reverse("mail:outbox_calendar", args=[mail.pk]))

    assert "UID:invitation-1@bcp.example.org" in answer.content.decode()
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"


@pytest.mark.parametrize("name", ["outbox_mail", "outbox_body", "outbox_calendar"])
def test_outbox_is_nowhere_but_on_the_demonstration(
    client: Client, mail: OutgoingMail, settings: Settings, name: str
) -> None:
    settings.DEMONSTRATION = False

    assert client.get(reverse(f"mail:{name}", args=[mail.pk])).status_code == 404
    assert client.get(reverse("mail:outbox_list")).status_code == 404
