"""`manage.py serve`: everything starts, answers, and ends, and nothing is left."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.client import HTTPConnection
from pathlib import Path

import psutil
import pytest
from django.conf import settings

pytestmark = pytest.mark.xdist_group("serve")
PATIENCE = 60


class Site:
    """A site in a folder of its own, as a person would start it."""

    def __init__(self, folder: Path, port: int) -> None:
        self.port = port
        self.log = folder / f"log-{port}.txt"
        environment = {
            **os.environ,
            "DATA_DIR": str(folder / "data"),
            "PORT": str(self.port),
            "DJANGO_SETTINGS_MODULE": "bcp.settings.demonstration",
            "DATABASE_URL": "",
            "REDIS_URL": "",
        }
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "serve"],
                cwd=settings.BASE_DIR,
                env=environment,
                stdout=log,
                stderr=log,
            )

    def children(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)

    def main_process(self, name: str) -> psutil.Process:
        return next(
            child
            for child in psutil.Process(self.process.pid).children()
            if child.name() == f"bcp-{name}"
        )

    def said(self) -> str:
        return self.log.read_text()

    def wait_until_complete(self) -> None:
        """Web with 2 workers, Celery worker with 2 children, scheduler."""
        wait_for(lambda: self.ended() or len(self.children()) == 7, self.said)
        assert not self.ended(), self.said()

    def status_of(self, path: str) -> int:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.request("GET", path)
        status = connection.getresponse().status
        connection.close()
        return status

    def ended(self) -> bool:
        return self.process.poll() is not None


def wait_for(condition: Callable[[], bool], tell: Callable[[], str]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, tell()
        time.sleep(0.05)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One for all tests here, so that the database is made once."""
    return tmp_path_factory.mktemp("site")


@pytest.fixture
def site(folder: Path) -> Iterator[Site]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    site = Site(folder, port)
    yield site
    if not site.ended():
        children = site.children()
        site.process.kill()
        for child in children:
            with suppress(psutil.NoSuchProcess):
                child.kill()


def is_alive(process: psutil.Process) -> bool:
    """Whether it lives; it may end while one looks."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def alive(processes: list[psutil.Process]) -> list[psutil.Process]:
    return [process for process in processes if is_alive(process)]


def test_it_answers_says_where_and_ends_with_everything(site: Site):
    """The first start of all: static files were copied before the web looked for them."""
    site.wait_until_complete()
    assert site.status_of("/healthz") == 200
    assert site.status_of("/static/uswds/css/uswds.min.css") == 200
    assert f"http://127.0.0.1:{site.port}/" in site.said()
    assert "director@center.example.org" in site.said()
    children = site.children()

    site.process.send_signal(signal.SIGINT)

    assert site.process.wait(timeout=25) == 0, site.said()
    assert alive(children) == []


def test_a_part_that_dies_takes_the_others_along_and_is_named(site: Site):
    site.wait_until_complete()
    children = site.children()

    site.main_process("worker1").kill()

    assert site.process.wait(timeout=25) == 1
    assert "The worker1 ended by itself (exit code -9)." in site.said()
    assert alive(children) == []


def test_nothing_outlives_a_parent_that_is_killed(site: Site):
    site.wait_until_complete()
    children = site.children()

    site.process.kill()

    wait_for(lambda: alive(children) == [], lambda: str(alive(children)))


def test_tests_of_a_group_share_a_process(request: pytest.FixtureRequest):
    """Else each worker would make a site of its own; pytest and pytest-xdist must fit."""
    is_grouped = getattr(request.config.option, "loadgroup", False)

    assert request.node.nodeid.endswith("@serve") == is_grouped


def test_a_taken_port_is_said(folder: Path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        site = Site(folder, taken.getsockname()[1])

        assert site.process.wait(timeout=PATIENCE) == 1
    assert f"Port {site.port} cannot be used" in site.said()
