"""The three processes of a running site: web, worker and scheduler.

All are forked from one that has imported everything once: on two cores three imports at the same
time are what makes a start slow.
"""

import ctypes
import multiprocessing
import os
import signal
import sys
import warnings
from collections.abc import Callable
from contextlib import suppress
from http.client import HTTPConnection, HTTPException
from typing import Any

from celery import current_app
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.urls import get_resolver
from django.utils.module_loading import import_string
from gunicorn.app.base import BaseApplication

QUEUES = "mail,pdf,default"
SET_PARENT_DEATH_SIGNAL, SET_NAME = 1, 15  # of Linux's prctl()
FORK = multiprocessing.get_context("fork")
Child = multiprocessing.context.ForkProcess


def start(name: str, work: Callable[[], None]) -> Child:
    """Fork a child that does one thing, in a session of its own.

    A Ctrl-C in the terminal reaches the parent only: a signal to the whole group would kill a
    worker's children in the middle of a task.
    """
    child = FORK.Process(target=become, args=(name, work), name=name)
    child.start()
    return child


def become(name: str, work: Callable[[], None]) -> None:
    """Be that child: with a name for `ps`, plain signals, and no life after the parent's."""
    os.setsid()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if sys.platform == "linux":
        libc = ctypes.CDLL(None)
        libc.prctl(SET_PARENT_DEATH_SIGNAL, signal.SIGTERM)
        libc.prctl(SET_NAME, f"bcp-{name}".encode())
    work()


def kill_group(child: Child) -> None:
    """End at once whatever is left of a child's session."""
    with suppress(ProcessLookupError):  # nothing is left
        os.killpg(child.pid or 0, signal.SIGKILL)
    child.join()


def warm_up() -> None:
    """Import every page now, once, rather than at the first request of each web worker.

    Only imports: the application itself, once made, knows the static files that were there.
    """
    for middleware in settings.MIDDLEWARE:
        import_string(middleware)
    get_resolver()._populate()  # noqa: SLF001 - Django's own way to read all addresses at once


def application() -> WSGIHandler:
    """The site, made at the first call."""
    handler: WSGIHandler = import_string(settings.WSGI_APPLICATION)
    return handler


class Web(BaseApplication):  # type: ignore[misc]  # it ships no types
    """gunicorn, set up here instead of by a file of its own."""

    def __init__(self, **options: Any) -> None:
        self.options = options
        super().__init__()

    def load_config(self) -> None:
        """Hand on the options."""
        for key, value in self.options.items():
            self.cfg.set(key, value)

    def load(self) -> WSGIHandler:
        """The site."""
        return application()


def web(host: str, workers: int) -> None:
    """Serve pages until a TERM."""
    Web(
        bind=f"{host}:{settings.PORT}",
        workers=workers,
        timeout=60,
        graceful_timeout=15,
        loglevel="warning",
        proc_name="bcp-web",
        control_socket_disable=True,
    ).run()


def worker(number: int, concurrency: int) -> None:
    """Deliver mail, make papers and do the rest until a TERM."""
    if settings.DEMONSTRATION:  # which many will try as root; a real site keeps the warning
        warnings.filterwarnings("ignore", "You're running the worker with superuser")
    alone = ("--without-gossip", "--without-mingle", "--without-heartbeat")
    names = ("-Q", QUEUES, "-n", f"worker{number}@%h")
    current_app.start(
        ["--quiet", "worker", *names, "-c", str(concurrency), "-l", "warning", *alone]
    )


def scheduler() -> None:
    """Run what CELERY_BEAT_SCHEDULE names until a TERM."""
    current_app.start(["--quiet", "beat", "-l", "warning", "--pidfile="])


def answers(host: str, port: int) -> bool:
    """Whether a web server gives any answer at all at this address."""
    connection = HTTPConnection(host, port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        connection.getresponse()
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
    return True
