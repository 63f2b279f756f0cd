"""The rig: one machine, real parts, no mocks, and the means to break each of them.

    site ── proxy ── PostgreSQL        (own cluster, fsync on, a fresh database for each test)
         ── proxy ── Redis             (own server)
         ── proxy ── mail server       (tests/smtp_sink.py: writes down, then says 250)

All times are short: a lease lasts 2 s instead of 120, and so on (MAIL).
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Any

import psutil
import psycopg2

from tests.chaos.oracle import LEDGER, WAITING, Row, Verdict, judge
from tests.chaos.proxies import Proxy
from tests.chaos.services import PATIENCE, Cluster, RedisServer, launched, wait_until
from tests.chaos.visits import Answer, visit
from tests.smtp_sink import Sink, free_port

PROJECT = Path(__file__).resolve().parents[2]
LEASE_SECONDS = 2.0
SWEEP_SECONDS = 0.3
MAIL = {
    "MAIL_TRANSPORT": "smtp",
    "SMTP_STARTTLS": "no",
    "MAIL_LEASE_SECONDS": str(LEASE_SECONDS),
    "MAIL_DATA_LEASE_SECONDS": str(LEASE_SECONDS),
    "MAIL_SWEEP_SECONDS": str(SWEEP_SECONDS),
    "MAIL_BACKOFF_FACTOR": "0.01",
    "MAIL_BREAKER_SECONDS": "1",
    "MAIL_CONNECT_TIMEOUT": "5",
    "MAIL_COMMAND_TIMEOUT": "10",
    "MAIL_FINAL_DOT_TIMEOUT": "20",
    "MAIL_DAILY_CAP_PER_CENTER": "1000000",
}


class Base:
    """What lasts for the whole session: servers, proxies, nursery, the migrated database."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="bcp-chaos-"))
        self.folder.chmod(0o755)  # PostgreSQL's user goes through it
        self.data = self.folder / "data"
        self.numbers = count(1)
        self.orders = threading.Lock()  # one question to the nursery, then its answer
        self.cluster = Cluster(self.folder)
        self.redis = RedisServer(self.folder)
        self.cluster.start()
        self.redis.start()
        self.to_database = Proxy(self.cluster.port)
        self.to_redis = Proxy(self.redis.port)
        self.to_mail_server = Proxy(0)
        self.web_port = free_port()
        self.nursery = self._nursery()
        self._make_template()

    def fork(self, part: str, log: Path, **order: Any) -> int:
        """Ask the nursery for a process; returns its pid."""
        assert self.nursery.stdin is not None
        line = json.dumps({"part": part, "log": str(log), **order})
        with self.orders:
            self.nursery.stdin.write(line.encode() + b"\n")
            self.nursery.stdin.flush()
            return int(self._answer())

    def close(self) -> None:
        """End everything."""
        assert self.nursery.stdin is not None
        self.nursery.stdin.close()
        self.nursery.wait()
        assert self.nursery.stdout is not None
        self.nursery.stdout.close()
        self.redis.kill()
        self.cluster.kill()
        for proxy in (self.to_database, self.to_redis, self.to_mail_server):
            proxy.close()
        subprocess.run(["rm", "-rf", self.folder], check=True)

    def _answer(self) -> Any:
        assert self.nursery.stdout is not None
        line = self.nursery.stdout.readline()
        assert line, (self.folder / "nursery.txt").read_text()
        return json.loads(line)

    def _nursery(self) -> subprocess.Popen[bytes]:
        environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith("PYTEST")},
            **MAIL,
            "DJANGO_SETTINGS_MODULE": "bcp.settings.demonstration",
            "CHAOS": "1",
            "DATA_DIR": str(self.data),
            "DATABASE_URL": f"postgres://postgres@127.0.0.1:{self.to_database.port}/site"
            "?sslmode=disable&gssencmode=disable",
            "REDIS_URL": f"redis://127.0.0.1:{self.to_redis.port}/0",
            "SMTP_HOST": "127.0.0.1",
            "SMTP_PORT": str(self.to_mail_server.port),
            "PORT": str(self.web_port),
        }
        with (self.folder / "nursery.txt").open("ab") as log:
            nursery = subprocess.Popen(
                launched(sys.executable, "-m", "tests.chaos.nursery"),
                cwd=PROJECT,
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
            )
        self.nursery = nursery
        assert self._answer() == "ready"
        return nursery

    def _make_template(self) -> None:
        self.cluster.rows("CREATE DATABASE site", database="postgres")
        rig = Rig(self, self.folder)
        rig.act("migrate")
        self.cluster.copy("site", "migrated")


class Process:
    """A part of the site: a process and its children."""

    def __init__(self, pid: int, log: Path) -> None:
        self.pid, self.log = pid, log

    @property
    def is_alive(self) -> bool:
        """Whether its main process lives (or is stopped)."""
        try:
            return psutil.Process(self.pid).status() != psutil.STATUS_ZOMBIE
        except psutil.NoSuchProcess:
            return False

    def family(self) -> list[psutil.Process]:
        """Its main process and the children."""
        try:
            main = psutil.Process(self.pid)
            return [main, *main.children(recursive=True)]
        except psutil.NoSuchProcess:
            return []

    def signal(self, number: int) -> None:
        """Send a signal to the main process and the children, at once."""
        for one in self.family():
            with suppress(psutil.NoSuchProcess):
                one.send_signal(number)

    def kill(self) -> None:
        """kill -9 for all of them."""
        self.signal(signal.SIGKILL)
        self.wait()

    def terminate(self) -> None:
        """TERM for the main process, as a deployment does; it may take its time."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGTERM)

    def wait(self) -> None:
        """Wait for its end."""
        wait_until(lambda: not self.is_alive, f"{self.pid} does not end")


class Rig:
    """One test's site: a fresh database, an own mail server, processes to break."""

    def __init__(self, base: Base, folder: Path) -> None:
        self.base, self.folder = base, folder
        self.cluster, self.redis = base.cluster, base.redis
        self.to_database, self.to_redis = base.to_database, base.to_redis
        self.to_mail_server = base.to_mail_server
        self.sink = Sink(folder, keep=True, slow_seconds=3)
        self.processes: list[Process] = []
        self.ordered: list[str] = []
        self.sent_again: set[str] = set()
        self.forgotten: set[str] = set()  # mails (about) that a restored database does not know of
        self.guards_off = ""

    # Start and end

    def set_up(self, **sink_options: Any) -> None:
        """Servers well, database and folder fresh, mail server running."""
        self.heal()
        if self.cluster.process is None:
            self.cluster.start()
        if self.redis.process is None:
            self.redis.start()
        self.to_database.cut()
        self.cluster.copy("migrated", "site")
        self.redis.client.flushall()
        (self.base.data / "mail-epoch").unlink(missing_ok=True)
        (self.base.data / "celerybeat-schedule").unlink(missing_ok=True)
        if sink_options:
            self.sink = Sink(self.folder, **{"keep": True, "slow_seconds": 3, **sink_options})
        self.sink.start()
        self.to_mail_server.target = self.sink.port

    def tear_down(self) -> None:
        """End all processes of the site and the mail server."""
        for process in self.processes:
            process.kill()
        self.sink.stop()
        self.heal()

    def heal(self) -> None:
        """Let everything pass again."""
        for proxy in (self.to_database, self.to_redis, self.to_mail_server):
            proxy.heal()

    def without(self, guards: str) -> None:
        """Leave guards out of every process started from now on: a negative control.

        The oracle then judges nothing by itself; the test says what goes wrong.
        """
        self.guards_off = guards

    # The site's processes

    def start(self, part: str, *, failpoint: str = "", once: bool = True, **order: Any) -> Process:
        """Start a part of the site: web, worker or scheduler."""
        log = self.folder / f"{part}-{next(self.base.numbers)}.txt"
        environment = {"FAILPOINT": failpoint, "GUARDS_OFF": self.guards_off}
        if failpoint:
            environment["FAILPOINT_FILE"] = str(self.folder / f"broke-{failpoint.split(':')[0]}")
        environment.update(order.pop("environment", {}))
        pid = self.base.fork(part, log, environment=environment, **order)
        process = Process(pid, log)
        self.processes.append(process)
        return process

    def start_worker(self, *, failpoint: str = "", clock_ahead: float = 0, **mail: Any) -> Process:
        """Start a Celery worker with one child; `mail` changes its settings.MAIL."""
        arguments = {"number": next(self.base.numbers), "concurrency": 1}
        clock = {"CLOCK_AHEAD": str(clock_ahead)}
        return self.start(
            "worker", failpoint=failpoint, arguments=arguments, mail=mail, environment=clock
        )

    def start_workers(self, number: int = 2, *, failpoint: str = "", **mail: Any) -> list[Process]:
        """Start some workers; the one that reaches the failpoint first breaks, no other."""
        return [self.start_worker(failpoint=failpoint, **mail) for _ in range(number)]

    def start_web(self) -> Process:
        """Start gunicorn with two workers and wait until it answers."""
        web = self.start("web")
        self.wait_until(lambda: visit(self.base.web_port, "/healthz").status == 200)
        return web

    def visit(self, path: str, **request: Any) -> Answer:
        """Ask the web for a page (tests/chaos/visits.py)."""
        return visit(self.base.web_port, path, **request)

    def workers(self) -> list[Process]:
        """Those that live."""
        return [one for one in self.processes if "worker" in one.log.name and one.is_alive]

    def broke(self, failpoint: str) -> bool:
        """Whether a process reached this failpoint and broke."""
        return (self.folder / f"broke-{failpoint}").exists()

    # Acts

    def act(self, name: str, **arguments: Any) -> Any:
        """Let a person do something (tests/chaos/acts.py) in the site's environment."""
        answer = self.folder / f"answer-{next(self.base.numbers)}.json"
        log = self.folder / "acts.txt"
        order: dict[str, Any] = {"name": name, "arguments": arguments, "answer": str(answer)}
        order["environment"] = {"GUARDS_OFF": self.guards_off}
        process = Process(self.base.fork("act", log, **order), log)
        wait_until(lambda: answer.exists() or not process.is_alive, f"{name} does not end")
        said = json.loads(answer.read_text()) if answer.exists() else {"error": log.read_text()}
        if "error" in said:
            raise ActFailed(said["error"])
        return said["value"]

    def order(self, number: int = 0, addresses: Iterable[str] = (), **more: Any) -> dict[str, Any]:
        """Send a batch to so many people, or to these addresses."""
        done: dict[str, Any] = self.act("order", count=number, addresses=list(addresses), **more)
        self.ordered += done["abouts"]
        return done

    def send_again(self, about: str) -> None:
        """A person presses "Send again"."""
        self.act("send_again", about=about)
        self.sent_again.add(about)

    # What is

    def rows(self) -> list[Row]:
        """The site's ledger."""
        patience = 2 * LEASE_SECONDS + SWEEP_SECONDS
        return self.cluster.rows(LEDGER, [patience])

    def row(self, about: str = "invitation:1") -> Row:
        """One mail."""
        return next(row for row in self.rows() if row["about"] == about)

    def states(self) -> dict[str, int]:
        """State -> number of mails."""
        return dict(Counter(row["state"] for row in self.rows()))

    def arrived(self) -> list[str]:
        """To whom mails arrived, in order, as often as they did."""
        return self.sink.recipients()

    def is_drained(self) -> bool:
        """Whether no worker has, or should have, anything in hand."""
        waiting = {*WAITING, "data_started"}
        return not any(
            row["state"] in waiting and (row["is_due"] or row["state"] == "retry")
            for row in self.rows()
        )

    def drain(self, patience: float = PATIENCE) -> None:
        """Wait until each mail stands in a state that no worker will change."""
        wait_until(self.is_drained, self.tell, patience)

    def wait_until(
        self, condition: Callable[[], Any], patience: float = PATIENCE, what: str = ""
    ) -> Any:
        """Wait for the condition; tell all that is known when it does not come."""
        return wait_until(condition, lambda: f"{what} {self.tell()}", patience)

    def holds_for(self, seconds: float, condition: Callable[[], Any]) -> bool:
        """Whether the condition is true all the time, for so long."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if not condition():
                return False
            time.sleep(0.05)
        return True

    def sweeps(self, number: int) -> float:
        """Seconds in which a lease ends and workers look so many times."""
        return LEASE_SECONDS + number * SWEEP_SECONDS

    def verdict(self) -> Verdict:
        """What the oracle says now."""
        return judge(
            self.rows(),
            self.sink.records(),
            ordered=self.ordered,
            sent_again=self.sent_again,
            forgotten=self.forgotten,
        )

    def check(self) -> None:
        """After every test: let the site come to rest, then nothing is lost and nothing doubled."""
        if self.guards_off:
            return
        self.heal()
        if not self.workers():
            self.start_worker()
        self.drain()
        verdict = self.verdict()
        assert verdict.is_clean, f"{verdict}\n{self.tell()}"

    def tell(self) -> str:
        """All that is known, for whoever reads a failed test."""
        try:
            known = [f"{self.states()}, arrived {len(self.arrived())}"]
            known += [str(row) for row in self.rows() if row["state"] != "sent"][:20]
        except (psycopg2.Error, OSError) as error:
            known = [f"{type(error).__name__}: {error}"]
        for log in sorted(self.folder.glob("*.txt")):
            known.append(f"--- {log.name}\n{log.read_text()[-3000:]}")
        return "\n".join(known)


class ActFailed(Exception):
    """An act raised; its error in words."""
