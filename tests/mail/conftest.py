"""A mail server that is really there, and a worker that runs when it is told to."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from bcp.mail import epochs
from bcp.mail.delivery import Delivery
from bcp.mail.enums import MailState
from bcp.mail.models import OutgoingMail
from tests.smtp_sink import Sink


@pytest.fixture(scope="session")
def running_sink(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sink]:
    with Sink(
        tmp_path_factory.mktemp("sink"), keep=True, pipelining=True, slow_seconds=1.5
    ) as sink:
        yield sink


@pytest.fixture
def sink(running_sink: Sink, settings: Settings) -> Sink:
    running_sink.forget()
    settings.MAIL = {**settings.MAIL, "HOST": "127.0.0.1", "PORT": running_sink.port}
    return running_sink


@pytest.fixture(autouse=True)
def own_epoch(tmp_path: Path, settings: Settings) -> None:
    """Each test has a folder of its own for the file that says which history the database has."""
    settings.DATA_DIR = tmp_path


@pytest.fixture
def delivery(db: None) -> Iterator[Delivery]:
    worker = Delivery()
    yield worker
    worker.close()


@pytest.fixture
def deliver(delivery: Delivery) -> Callable[[], dict[str, int]]:
    """One pass of a worker; returns how many mails stand in which state."""

    def run() -> dict[str, int]:
        delivery.run(seconds=20)
        return OutgoingMail.objects.counts()

    return run


@pytest.fixture
def due_now() -> Callable[[], None]:
    """Let all retries be due."""

    def make() -> None:
        OutgoingMail.objects.filter(state=MailState.RETRY).update(not_before=None)

    return make


@pytest.fixture
def epoch(db: None) -> str:
    """The history of the database, known to this worker."""
    name = epochs.known_epoch("test")
    assert name is not None
    return name
