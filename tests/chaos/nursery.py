"""One process that imports the product once and forks the site's parts from it, as `serve` does.

    python -m tests.chaos.nursery

Reads orders from its standard input, one JSON object a line, and answers each with the child's pid.
Only the settings that a test changes (failpoints, guards, limits of mail) are set after the fork.
"""

import json
import os
import signal
import sys
import traceback
import zoneinfo
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import django
import time_machine
from celery import current_app
from celery.apps import beat, worker  # noqa: F401 - imported here, before the forks
from django.conf import settings

django.setup()

from bcp.core import serving  # noqa: E402 - needs the settings
from bcp.mail import failpoints  # noqa: E402
from tests.chaos import acts, guards  # noqa: E402

BEAT_SECONDS = 0.5  # at most, between two runs of what a scheduler runs


def quick_scheduler() -> None:
    """A scheduler whose minutes are short."""
    for entry in settings.CELERY_BEAT_SCHEDULE.values():
        entry["schedule"] = BEAT_SECONDS
    current_app.conf.beat_max_loop_interval = BEAT_SECONDS
    serving.scheduler()


PARTS: dict[str, Callable[..., None]] = {
    "web": partial(serving.web, "127.0.0.1", 2),
    "worker": serving.worker,
    "scheduler": quick_scheduler,
}
CHILDREN: set[int] = set()


def main() -> None:
    """Fork what is ordered; end with everything when nobody orders any more."""
    serving.warm_up()
    signal.signal(signal.SIGCHLD, reap)
    answer("ready")
    for line in sys.stdin:
        answer(fork(json.loads(line)))
    for pid in list(CHILDREN):
        with suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)


def answer(value: Any) -> None:
    """One line."""
    sys.stdout.write(f"{json.dumps(value)}\n")
    sys.stdout.flush()


def reap(*args: Any) -> None:
    """Forget children that ended."""
    for pid in list(CHILDREN):
        with suppress(ChildProcessError):
            if os.waitpid(pid, os.WNOHANG)[0] == pid:
                CHILDREN.discard(pid)


def fork(order: dict[str, Any]) -> int:
    """A child that does what is ordered, in a session of its own; returns its pid."""
    pid = os.fork()
    if pid:
        CHILDREN.add(pid)
        return pid
    status = 1
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        speak_to(Path(order["log"]))
        adjust(order.get("environment", {}), order.get("mail", {}))
        serving.become(order["part"], work_of(order))
        status = 0
    except BaseException:  # whatever ends the child, the nursery must not go on in it
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        os._exit(status)


def speak_to(log: Path) -> None:
    """Say everything to this file."""
    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    null = os.open(os.devnull, os.O_RDONLY)
    for old, new in ((0, null), (1, descriptor), (2, descriptor)):
        os.dup2(new, old)


def adjust(environment: dict[str, str], mail: dict[str, Any]) -> None:
    """Set failpoints, guards, limits, zone data and clock, as if the process had been started with
    them.

    CLOCK_AHEAD is in seconds; the clock goes on from there. ZONE_DATA is a folder that comes before
    the machine's own.
    """
    os.environ.update(environment)
    failpoints.ACTIVE.update(failpoints.parsed(dict(os.environ)))
    guards.leave_out(environment.get("GUARDS_OFF", ""))
    settings.MAIL.update(mail)
    if folder := environment.get("ZONE_DATA"):
        zoneinfo.reset_tzpath([folder, *zoneinfo.TZPATH])
    if ahead := float(environment.get("CLOCK_AHEAD", 0)):
        shown = datetime.now(UTC) + timedelta(seconds=ahead)
        time_machine.travel(shown, tick=True).start()


def work_of(order: dict[str, Any]) -> Callable[[], None]:
    """What the child does."""
    arguments = order.get("arguments", {})
    if order["part"] != "act":
        return partial(PARTS[order["part"]], **arguments)
    return partial(act, order["name"], arguments, Path(order["answer"]))


def act(name: str, arguments: dict[str, Any], file: Path) -> None:
    """Do what a person does; the answer, or the error, goes into the file."""
    try:
        said = {"value": getattr(acts, name)(**arguments)}
    except Exception as error:
        traceback.print_exc()
        said = {"error": f"{type(error).__name__}: {error}"}
    partial_file = file.with_suffix(".partial")
    partial_file.write_text(json.dumps(said))
    partial_file.rename(file)


if __name__ == "__main__":
    main()
