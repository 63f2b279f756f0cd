"""From the ledger to a real mail server, one pass at a time."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import Settings

from bcp.accounts.models import Center
from bcp.mail.checks import lease_outlives_the_answer, mail_is_encrypted
from bcp.mail.enums import Problem
from bcp.mail.models import OutgoingMail
from tests.factories.mail import CONTENT, queue, queue_person, recipient
from tests.smtp_sink import Sink

pytestmark = pytest.mark.django_db


Deliver = Callable[[], dict[str, int]]


FOR_ORGANIZATIONS = replace(CONTENT, text="Dear {first_name} of {organization}")


def test_deliver_hands_each_mail_over_once(center: Center, sink: Sink, deliver: Deliver) -> None:
    queue(center, [recipient(number) for number in range(1, 61)])

    assert deliver() == {"sent": 60}
    assert deliver() == {"sent": 60}

    records = sink.records()
    assert len({record["message_id"] for record in records}) == len(records) == 60
    assert all(len(record["to"]) == 1 for record in records)


def test_sent_mail_keeps_headers_and_hash_and_loses_its_text(
    center: Center, sink: Sink, deliver: Deliver
) -> None:
    mail = queue_person(center)

    deliver()

    mail.refresh_from_db()
    assert mail.sealed == ""
    assert mail.sha256 == sink.records()[0]["sha256"]
    assert mail.message_id in mail.headers
    assert mail.reply.startswith("250 2.0.0 Ok: queued as ")
    assert mail.relay_queue_id == mail.sha256[:10].upper()
    assert mail.attempts == mail.handovers == 1


def test_single_letters_go_before_batches(center: Center, sink: Sink, deliver: Deliver) -> None:
    queue(center, [recipient(1), recipient(2)])
    OutgoingMail.objects.filter(about="invitation:2").update(priority=0)

    deliver()

    assert sink.recipients() == ["person2@example.org", "person1@example.org"]


def test_mail_waits_for_its_time(center: Center, sink: Sink, deliver: Deliver) -> None:
    queue_person(center)
    OutgoingMail.objects.update(not_before=timezone.now() + timedelta(hours=1))

    assert deliver() == {"queued": 1}
    assert sink.records() == []


def test_pace_gives_the_server_no_more_than_it_may_get(
    center: Center, deliver: Deliver, sink: Sink, settings: Settings
) -> None:
    settings.MAIL = {**settings.MAIL, "PACE_PER_MINUTE": 30}
    queue(center, [recipient(number) for number in range(1, 11)])

    assert deliver() == {"queued": 5, "sent": 5}


def test_foreign_domain_is_withheld_where_the_site_is_not_the_real_one(
    center: Center, deliver: Deliver, sink: Sink, settings: Settings
) -> None:
    settings.MAIL = {**settings.MAIL, "ALLOWED_DOMAINS": ["example.org"]}
    queue(center, [recipient(1, "ada@example.com"), recipient(2, "ada@mail.example.org")])

    assert deliver() == {"withheld": 1, "sent": 1}
    assert sink.recipients() == ["ada@mail.example.org"]


def test_page_keeps_mails_with_their_text(
    center: Center, deliver: Deliver, settings: Settings
) -> None:
    settings.MAIL = {**settings.MAIL, "TRANSPORT": "page"}
    mail = queue_person(center)

    assert deliver() == {"sent": 1}
    mail.refresh_from_db()
    assert mail.sealed != ""


def test_mail_that_cannot_be_made_fails_alone(center: Center, deliver: Deliver, sink: Sink) -> None:
    queue(center, [recipient(number) for number in range(1, 4)])
    OutgoingMail.objects.filter(about="invitation:2").update(sealed="broken")

    assert deliver() == {"sent": 2, "failed": 1}
    assert OutgoingMail.objects.get(state="failed").problem == Problem.UNFILLABLE


def test_missing_value_fails_alone_and_is_named(
    center: Center, deliver: Deliver, sink: Sink
) -> None:
    queue(center, [recipient(1, organization="Harbor"), recipient(2)], content=FOR_ORGANIZATIONS)

    assert deliver() == {"sent": 1, "failed": 1}
    assert OutgoingMail.objects.get(state="failed").reply == "There is no value for {organization}."


def test_altered_text_is_held_and_not_sent(center: Center, deliver: Deliver, sink: Sink) -> None:
    mail = queue_person(center)
    OutgoingMail.objects.update(sha256="0" * 64)

    assert deliver() == {"held": 1}
    mail.refresh_from_db()
    assert (mail.problem, sink.records()) == (Problem.ALTERED, [])


@pytest.mark.parametrize(
    ("values", "warnings"),
    [
        ({"STARTTLS": False, "HOST": "127.0.0.1"}, 0),
        ({"STARTTLS": False, "HOST": "mail.example.org"}, 1),
        ({"FINAL_DOT_TIMEOUT": 900}, 1),
    ],
)
def test_settings_that_a_real_site_should_not_have_are_named(
    settings: Settings, values: dict[str, object], warnings: int
) -> None:
    settings.MAIL = {**settings.MAIL, **values}

    assert len(mail_is_encrypted() + lease_outlives_the_answer()) == warnings
