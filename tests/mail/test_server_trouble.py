"""The mail server in trouble: the breaker opens, and no mail pays for it."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django import Settings

from bcp.accounts.models import Center
from bcp.mail.enums import MailState
from bcp.mail.models import OutgoingMail, Relay
from tests.factories.mail import queue, queue_person, recipient
from tests.smtp_sink import Sink, free_port

pytestmark = pytest.mark.django_db
Deliver = Callable[[], dict[str, int]]


def test_trouble_of_the_server_uses_no_attempt_and_opens_the_breaker(
    center: Center, deliver: Deliver, settings: Settings
) -> None:
    settings.MAIL = {**settings.MAIL, "HOST": "127.0.0.1", "PORT": free_port()}
    queue_person(center)

    for _ in range(6):
        assert deliver() == {"queued": 1}

    mail, relay = OutgoingMail.objects.get(), Relay.objects.get()
    assert (mail.attempts, mail.claims) == (0, 0)
    assert (relay.failures, relay.is_open) == (5, True)
    assert "refused" in relay.problem


def test_breaker_closes_when_the_server_is_back(
    center: Center, deliver: Deliver, sink: Sink
) -> None:
    queue_person(center)
    ago = timezone.now() - timedelta(seconds=1)
    name = f"127.0.0.1:{sink.port}"
    Relay.objects.create(name=name, failures=5, failing_since=ago, retry_at=ago)

    assert deliver() == {"sent": 1}
    relay = Relay.objects.get()
    assert (relay.failures, relay.is_open, relay.problem) == (0, False, "")


@pytest.mark.parametrize("address", ["busy1@example.org", "closing1@example.org"])
def test_server_that_closes_down_uses_no_attempt(
    center: Center, deliver: Deliver, sink: Sink, due_now: Callable[[], None], address: str
) -> None:
    mail = queue_person(center, address)

    assert deliver() == {"retry": 1}
    mail.refresh_from_db()
    assert (mail.attempts, mail.cause[-18:]) == (0, "4.3.2 Closing down")
    due_now()

    assert deliver() == {"sent": 1}
    assert len(sink.records()) == 1


@pytest.mark.parametrize("address", ["always1@example.org", "never1@example.org"])
def test_mail_that_the_server_closes_down_for_does_not_stop_those_behind_it(
    center: Center,
    deliver: Deliver,
    sink: Sink,
    due_now: Callable[[], None],
    address: str,
) -> None:
    queue(center, [recipient(1, address), recipient(2), recipient(3)])
    deliver()

    assert deliver() == {"retry": 1, "sent": 2}

    first = OutgoingMail.objects.get(address=address)
    due_now()
    deliver()
    second = OutgoingMail.objects.get(address=address)
    assert (second.state, second.attempts) == (MailState.RETRY, 0)
    assert first.not_before is not None
    assert second.not_before is not None
    assert second.not_before - first.not_before > timedelta(minutes=2)  # it waits longer each time


def test_server_that_takes_names_but_no_text_opens_the_breaker(
    center: Center, deliver: Deliver, sink: Sink, due_now: Callable[[], None]
) -> None:
    queue(center, [recipient(number, f"never{number}@example.org") for number in range(1, 7)])

    for _ in range(6):
        deliver()

    assert Relay.objects.get().is_open
    assert OutgoingMail.objects.counts() == {"retry": 5, "queued": 1}


def test_kept_connection_that_was_closed_is_made_anew(
    center: Center, deliver: Deliver, sink: Sink
) -> None:
    queue_person(center, number=1)
    deliver()
    sink.stop()
    sink.start()
    queue_person(center, number=2)

    assert deliver() == {"sent": 2}
    assert Relay.objects.get().failures == 0


def test_mail_never_leaves_in_clear_text_when_encryption_is_required(
    center: Center, deliver: Deliver, sink: Sink, settings: Settings
) -> None:
    settings.MAIL = {**settings.MAIL, "STARTTLS": True}
    queue_person(center)

    assert deliver() == {"queued": 1}
    assert sink.records() == []
    assert "STARTTLS" in Relay.objects.get().problem


def test_wrong_password_is_trouble_of_the_server(
    center: Center, deliver: Deliver, settings: Settings, tmp_path: Path
) -> None:
    with Sink(tmp_path, user="bcp", password="right") as guarded:
        settings.MAIL = {
            **settings.MAIL,
            "HOST": "127.0.0.1",
            "PORT": guarded.port,
            "USER": "bcp",
            "PASSWORD": "wrong",
        }
        queue_person(center)

        assert deliver() == {"queued": 1}
        assert "535" in Relay.objects.get().problem

        settings.MAIL = {**settings.MAIL, "PASSWORD": "right"}
        assert deliver() == {"sent": 1}
