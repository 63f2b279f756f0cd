"""Nudges may be lost and never hold anybody; the poller finds mail without them."""

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from types import SimpleNamespace

import pytest
from django.db import DatabaseError
from kombu.exceptions import OperationalError
from pytest_django import Settings

from bcp.accounts.models import Center
from bcp.mail.models import MailWorker, OutgoingMail
from bcp.mail.nudging import Nudges, publish
from bcp.mail.polling import Poller
from bcp.mail.tasks import deliver_waiting
from tests.factories.accounts import CenterFactory
from tests.factories.mail import queue_person
from tests.smtp_sink import Sink, free_port


@pytest.fixture
def hung_broker(settings: Settings) -> Iterator[str]:
    """A broker that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        settings.CELERY_BROKER_URL = f"redis://127.0.0.1:{server.getsockname()[1]}/0"
        yield settings.CELERY_BROKER_URL


def wait_until(is_so: Callable[[], object]) -> None:
    """Wait; SQLite in memory refuses at once what another thread's write would delay."""
    end = time.monotonic() + 10
    while True:
        with suppress(DatabaseError):
            if is_so():
                return
        assert time.monotonic() < end
        time.sleep(0.02)


def test_nudge_never_waits_for_a_hung_broker(hung_broker: str) -> None:
    nudges = Nudges()
    begun = time.monotonic()

    for _ in range(100):
        nudges.give()

    assert time.monotonic() - begun < 0.5


def test_nudge_counts_failures_and_raises_nothing(settings: Settings) -> None:
    settings.CELERY_BROKER_URL = f"redis://127.0.0.1:{free_port()}/0"
    nudges = Nudges()

    nudges.give()

    wait_until(lambda: nudges.failures == 1)


def test_publish_gives_up_on_a_hung_broker(hung_broker: str) -> None:
    begun = time.monotonic()

    with pytest.raises(OperationalError):
        publish()

    assert time.monotonic() - begun < 5


@pytest.mark.django_db
def test_send_nudges_after_the_commit(
    center: Center, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    with django_capture_on_commit_callbacks() as callbacks:  # type: ignore[attr-defined]  # a context manager
        queue_person(center)

    assert [callback.__name__ for callback in callbacks] == ["nudge"]


@pytest.mark.django_db
def test_task_delivers_and_may_run_twice(center: Center, sink: Sink) -> None:
    queue_person(center)

    deliver_waiting()
    deliver_waiting()

    assert OutgoingMail.objects.counts() == {"sent": 1}
    assert len(sink.records()) == 1


@pytest.mark.django_db(transaction=True)
def test_poller_finds_mail_without_a_broker_and_ends_when_told(
    sink: Sink, settings: Settings
) -> None:
    settings.MAIL = {**settings.MAIL, "SWEEP_SECONDS": 0.05}
    poller = Poller()
    poller.start()
    try:
        wait_until(MailWorker.objects.exists)
        wait_until(lambda: queue_person(CenterFactory()))
        wait_until(lambda: OutgoingMail.objects.counts() == {"sent": 1})
    finally:
        poller.stop()

    assert not poller.is_alive()
    assert not MailWorker.objects.exists()
    assert len(sink.records()) == 1


@pytest.mark.django_db(transaction=True)
def test_nudge_wakes_the_poller(sink: Sink, settings: Settings) -> None:
    settings.MAIL = {**settings.MAIL, "SWEEP_SECONDS": 600}
    poller = Poller()
    poller.start()
    try:
        wait_until(MailWorker.objects.exists)
        wait_until(lambda: queue_person(CenterFactory()))
        poller.wake(request=SimpleNamespace(name="another.task"))
        poller.wake(request=SimpleNamespace(name="bcp.mail.tasks.deliver_waiting"))
        wait_until(lambda: OutgoingMail.objects.counts() == {"sent": 1})
    finally:
        poller.stop()
