"""The rig: one machine, real parts, no mocks, and the means to break each of them.

    site ── proxy ── PostgreSQL        (own cluster, fsync on, a fresh database for each test)
         ── proxy ── Redis             (own server)
         ── proxy ── mail server       (tests/smtp_sink.py: writes down, then says 250)

All times are short: a lease lasts 2 s instead of 120, and so on (MAIL).
"""

import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import psycopg2

from tests.chaos.base import LEASE_SECONDS, SWEEP_SECONDS, ActFailed, Base
from tests.chaos.oracle import LEDGER, WAITING, Row, Verdict, judge
from tests.chaos.processes import Process
from tests.chaos.services import PATIENCE, TICK, wait_until
from tests.chaos.visits import Answer, visit
from tests.smtp_sink import Sink

__all__ = ["LEASE_SECONDS", "ActFailed", "Base", "Process", "Rig"]

IS_DRAINED = """
    SELECT NOT EXISTS (
        SELECT 1 FROM mail_outgoingmail
        WHERE state = ANY(%s)
            AND (state = 'retry' OR not_before IS NULL OR not_before <= clock_timestamp())
    ) AS is_drained"""


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
        self.zone_data = folder / "zones"  # comes before the machine's own, when it is there
        self.is_judged = True  # by the oracle, when the test is over

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

        They are those of bcp/mail/failpoints.py and of tests/chaos/guards.py. The oracle then
        judges nothing by itself; the test says what goes wrong.
        """
        self.guards_off = guards
        self.is_judged = False

    def environment(self) -> dict[str, str]:
        """What every process of the site is told."""
        zones = str(self.zone_data) if self.zone_data.exists() else ""
        return {"GUARDS_OFF": self.guards_off, "ZONE_DATA": zones}

    # The site's processes

    def start(self, part: str, *, failpoint: str = "", once: bool = True, **order: Any) -> Process:
        """Start a part of the site: web, worker or scheduler."""
        log = self.folder / f"{part}-{next(self.base.numbers)}.txt"
        environment = {"FAILPOINT": failpoint, **self.environment()}
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
        return self.base.act(name, self.folder / "acts.txt", self.environment(), **arguments)

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
        rows = self.cluster.rows("SELECT state, count(*) FROM mail_outgoingmail GROUP BY state")
        return {row["state"]: row["count"] for row in rows}

    def arrived(self) -> list[str]:
        """To whom mails arrived, in order, as often as they did."""
        return self.sink.recipients()

    def is_drained(self) -> bool:
        """Whether no worker has, or should have, anything in hand."""
        rows = self.cluster.rows(IS_DRAINED, [[*WAITING, "data_started"]])
        return bool(rows[0]["is_drained"])

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
            time.sleep(TICK)
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
        if not self.is_judged:
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
