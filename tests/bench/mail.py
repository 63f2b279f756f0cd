"""How fast mail leaves, against a bare loop and against the usual way, in the same run.

    python -m tests.bench.mail [--mails 5000] [--compare 600] [--json]

Real parts: a PostgreSQL database of its own (made and dropped), a Redis database of its own, a mail
server in a process of its own (aiosmtpd, that of the tests), Celery workers. DATABASE_URL and REDIS_URL say where the servers are; by default those of this
machine. Exits with 1 when a target is missed.

bare loop     smtplib, finished bytes, one kept connection, one process
one per mail  one Celery task renders, builds and sends one Django message (2 processes)
ledger        the product: Send commits N rows, workers find them, fence, hand over, write down
"""

import argparse
import json
import os
import platform
import smtplib
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import redis

from tests.bench._databases import scratch_databases
from tests.smtp_sink import PROJECT, Sink

TARGETS = {"of_bare_loop": 0.25, "of_one_per_mail": 8.0, "send_seconds": 2.0}
WORKERS = 2


@contextmanager
def own_redis(url: str) -> Iterator[str]:
    """An empty numbered database of the Redis server; emptied afterwards."""
    parts = urlsplit(url)
    for number in range(15, 0, -1):
        address = urlunsplit((parts.scheme, parts.netloc, f"/{number}", "", ""))
        client = redis.Redis.from_url(address)
        if not client.dbsize():
            try:
                yield address
            finally:
                client.flushdb()
            return
    raise SystemExit("There is no empty database on the Redis server.")


@contextmanager
def celery(*arguments: str) -> Iterator[None]:
    """A Celery worker, ready; ended afterwards."""
    command = [sys.executable, "-m", "celery", *arguments, "--loglevel", "info"]
    command += ["--concurrency", str(WORKERS), "--without-mingle", "--without-gossip"]
    worker = subprocess.Popen(command, cwd=PROJECT, stderr=subprocess.PIPE, text=True)
    assert worker.stderr is not None
    said = []
    for line in worker.stderr:
        said.append(line)
        if " ready." in line:
            break
    else:
        raise SystemExit("".join(said))
    drain = subprocess.Popen(["cat"], stdin=worker.stderr, stdout=subprocess.DEVNULL)
    try:
        yield
    finally:
        worker.terminate()
        worker.wait(30)
        drain.terminate()
        drain.wait()


def rate(sink: Sink, number: int, begin: Callable[[], None]) -> float:
    """Mails per second, from `begin` until the mail server has `number` of them."""
    sink.forget()
    begun = time.perf_counter()
    begin()
    while True:
        if sink.ledger.exists() and sink.ledger.read_bytes().count(b"\n") >= number:
            return number / (time.perf_counter() - begun)
        if time.perf_counter() - begun > 600:
            raise SystemExit(f"Only {len(sink.records())} of {number} mails arrived.")
        time.sleep(0.02)


def each(act: Callable[[Any], object], things: list[Any]) -> None:
    """Do the same to each."""
    for thing in things:
        act(thing)


def bare_loop(sink: Sink, messages: list[tuple[str, str, bytes]]) -> float:
    """Finished bytes, one after the other, over one connection."""

    def send() -> None:
        with smtplib.SMTP("127.0.0.1", sink.port) as client:
            for sender, recipient, message in messages:
                client.sendmail(sender, [recipient], message)

    return rate(sink, len(messages), send)


def measure(mails: int, compare: int, sink: Sink) -> dict[str, float]:
    """Run all three, the bare loop before and after the others; the database is migrated."""
    # Django is set up by now: these need its settings.
    from tests.bench import ledger_mails, one_per_mail

    figures: dict[str, float] = {}
    messages = ledger_mails.finished(min(mails, 2000))
    figures["message_bytes"] = len(messages[0][2])
    loops = [bare_loop(sink, messages)]

    with celery("-A", "tests.bench.one_per_mail", "worker", "-Q", "one-per-mail"):
        ids = ledger_mails.queue(compare)
        warm, ids = ids[:20], ids[20:]
        rate(sink, len(warm), lambda: each(one_per_mail.send.delay, warm))
        figures["one_per_mail"] = rate(sink, len(ids), lambda: each(one_per_mail.send.delay, ids))
        time.sleep(1)  # the last one notes that it was sent

    with celery("-A", "bcp", "worker", "-Q", "mail"):
        rate(sink, 50, lambda: each(ledger_mails.send, [50]))
        seconds: list[float] = []
        figures["ledger"] = rate(sink, mails, lambda: seconds.append(ledger_mails.send(mails)))
        figures["send_seconds"] = seconds[0]
        figures["ledger_after_send"] = mails / (mails / figures["ledger"] - seconds[0])
        ledger_mails.check_all_sent(sink)
    loops.append(bare_loop(sink, messages))

    figures["bare_loop"] = sum(loops) / len(loops)
    figures["of_bare_loop"] = figures["ledger_after_send"] / figures["bare_loop"]
    figures["of_one_per_mail"] = figures["ledger_after_send"] / figures["one_per_mail"]
    return figures


def main() -> None:
    """Prepare, measure, print."""
    parser = argparse.ArgumentParser(description="How fast mail leaves.")
    parser.add_argument("--mails", type=int, default=5000)
    parser.add_argument("--compare", type=int, default=600, help="mails of the usual way")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    server = os.environ.get("DATABASE_URL") or "postgresql:///postgres?host=/var/run/postgresql"
    broker = os.environ.get("REDIS_URL") or "redis://127.0.0.1:6379/0"
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bcp-bench-")))
        sink = stack.enter_context(Sink(folder, pipelining=True))
        os.environ.update(
            DATABASE_URL=stack.enter_context(scratch_databases(server, "mail"))["mail"],
            REDIS_URL=stack.enter_context(own_redis(broker)),
            DATA_DIR=str(folder / "data"),
            DJANGO_SETTINGS_MODULE="tests.bench.settings",
            SMTP_HOST="127.0.0.1",
            SMTP_PORT=str(sink.port),
            SMTP_STARTTLS="no",
            MAIL_DAILY_CAP_PER_CENTER="1000000",
            LOG_LEVEL="WARNING",
        )
        prepare()
        figures = measure(options.mails, options.compare, sink)
    report(figures, options)


def prepare() -> None:
    """Make the tables."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


def report(figures: dict[str, float], options: argparse.Namespace) -> None:
    """Print the table, and with --json the figures as the last line."""
    missed = [
        name
        for name, target in TARGETS.items()
        if (figures[name] > target if name == "send_seconds" else figures[name] < target)
    ]
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
          f"{options.mails:,} mails of {figures['message_bytes'] / 1000:.1f} kB")  # fmt: skip
    print(f"{'way':<34}{'mails/s':>9}{'of bare loop':>14}")
    for label, name in (
        ("smtplib, finished bytes (bare loop)", "bare_loop"),
        ("one Celery task per Django message", "one_per_mail"),
        ("ledger, from the commit of Send", "ledger_after_send"),
        ("ledger, Send included", "ledger"),
    ):
        print(f"{label:<34}{figures[name]:>9,.0f}{figures[name] / figures['bare_loop']:>14.2f}")
    verdict = f"missed: {', '.join(missed)}" if missed else "met"
    print(f"Send took {figures['send_seconds']:.2f} s; {figures['of_one_per_mail']:.1f} times the"
          f" usual way. Targets {verdict}.")  # fmt: skip
    if options.json:
        print(json.dumps({name: round(value, 3) for name, value in figures.items()} | {
            "mails": options.mails, "targets_met": not missed}))  # fmt: skip
    sys.exit(bool(missed))


if __name__ == "__main__":
    main()
