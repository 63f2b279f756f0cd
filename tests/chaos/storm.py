"""The long storm: many mails, and random faults until the last one has left.

    python -m tests.chaos.storm [--mails 10000 --kills 200 --cuts 20 --flushes 5 --drops 20]

Prints what became of the mails. Ends with 1 when a mail was lost or doubled, when one is called
sent that did not arrive, stands in nobody's hand, or is unconfirmed without a fault that explains
it. A random storm is a weak test beside named failpoints; it finds what nobody thought of.
`--without-fence` is the control: the same storm then doubles mails.
"""

import argparse
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.chaos.oracle import Row
from tests.chaos.rig import Base, Process, Rig

BATCH = 2500
WORKERS = 3
SENDERS = 2  # that deliver in one worker: its main process and its child
IMPATIENT = 4.0  # seconds; after so long the next fault comes, however few mails arrived
DRAIN_SECONDS = 900.0


@dataclass(frozen=True)
class Fault:
    """Something that was broken, when (on the database's clock), and how many it could touch."""

    kind: str
    at: datetime
    senders: int


class Storm:
    """One storm over one site."""

    def __init__(self, rig: Rig, options: argparse.Namespace) -> None:
        self.rig, self.options = rig, options
        self.random = random.Random(options.seed)
        self.faults: list[Fault] = []
        self.workers: list[Process] = []

    def run(self) -> int:
        """Send, break, wait, judge; returns the exit status."""
        began = time.monotonic()
        for first in range(1, self.options.mails + 1, BATCH):
            number = min(BATCH, self.options.mails + 1 - first)
            self.rig.order(number, first=first, key=str(first))
        self.workers = self.rig.start_workers(WORKERS)
        self.rage()
        self.rig.drain(DRAIN_SECONDS)
        return self.report(time.monotonic() - began)

    def rage(self) -> None:
        """Break something each time that some more mails have arrived."""
        kinds = ["kill"] * self.options.kills + ["cut"] * self.options.cuts
        kinds += ["flush"] * self.options.flushes + ["drop"] * self.options.drops
        self.random.shuffle(kinds)
        step = self.options.mails * 0.95 / max(1, len(kinds))
        for number, kind in enumerate(kinds, 1):
            self.await_mails(number * step)
            getattr(self, kind)()
            if number % 20 == 0:
                say(f"{number} of {len(kinds)} faults, {len(self.rig.arrived())} mails arrived")

    def await_mails(self, number: float) -> None:
        """Wait until so many have arrived, or for as long as we have patience."""
        deadline = time.monotonic() + IMPATIENT
        while len(self.rig.arrived()) < number and time.monotonic() < deadline:
            time.sleep(0.02)

    def note(self, kind: str, senders: int) -> None:
        """Remember a fault that is about to come."""
        at = self.rig.cluster.rows("SELECT clock_timestamp() AS at")[0]["at"]
        self.faults.append(Fault(kind, at, senders))

    def kill(self) -> None:
        """kill -9 for one process of a worker, or for all of it; a new one takes its place."""
        worker = self.random.choice(self.workers)
        children = worker.family()[1:]
        if children and self.random.random() < 0.5:
            self.note("kill", 1)
            self.random.choice(children).send_signal(signal.SIGKILL)
            return
        self.note("kill", SENDERS)
        worker.kill()
        self.workers.remove(worker)
        self.workers.append(self.rig.start_worker())

    def cut(self) -> None:
        """Every session of the database ends, by its own hand or by the line's."""
        self.note("database cut", SENDERS * WORKERS)
        if self.random.random() < 0.5:
            self.rig.to_database.cut()
        else:
            self.rig.cluster.terminate_sessions()

    def drop(self) -> None:
        """Every connection to the mail server breaks."""
        self.note("mail server cut", SENDERS * WORKERS)
        self.rig.to_mail_server.cut()

    def flush(self) -> None:
        """Redis forgets everything."""
        self.note("flush", 0)
        self.rig.redis.client.flushall()

    # The end

    def report(self, seconds: float) -> int:
        """Print the table; 1 when anything is wrong."""
        verdict, rows = self.rig.verdict(), self.rig.rows()
        unexplained, causes = explained(rows, self.faults)
        states = Counter(row["state"] for row in rows)
        lost = [*verdict.lost, *verdict.unnoticed]
        faults = Counter(fault.kind for fault in self.faults)
        lines = {
            "mails": len(rows),
            "faults": ", ".join(f"{number} {kind}" for kind, number in sorted(faults.items())),
            "seconds": round(seconds),
            "sent": states["sent"],
            "delivered": len(set(self.rig.arrived())),
            "twice": len(verdict.twice),
            "lost": len(lost) + states["failed"],
            "falsely sent": len(verdict.falsely_sent),
            "stuck": len(verdict.stuck),
            "unconfirmed": states["unconfirmed"],
            **{f"  after a {kind}": number for kind, number in sorted(causes.items())},
            "  unexplained": len(unexplained),
        }
        for name, value in lines.items():
            say(f"{name:<26}{value}")
        is_well = verdict.is_clean and not states["failed"] and not unexplained
        return 0 if is_well else 1


def explained(rows: list[Row], faults: list[Fault]) -> tuple[list[Row], Counter[str]]:
    """The unconfirmed mails that no fault explains, and how many each kind of fault explains.

    A fault explains at most one mail for each sender that it touched: the one whose text was on
    its way, so that it had begun before.
    """
    room = {fault: fault.senders for fault in faults}
    causes: Counter[str] = Counter()
    unexplained: list[Row] = []
    for row in rows:
        if row["state"] != "unconfirmed":
            continue
        later = [fault for fault in faults if row["data_started_at"] <= fault.at and room[fault]]
        cause = min(later, key=lambda fault: fault.at, default=None)
        # The fault is noted just before it comes; the text may set out in between.
        cause = cause or max((one for one in faults if room[one]), key=lambda f: f.at, default=None)
        if cause is None:
            unexplained.append(row)
        else:
            room[cause] -= 1
            causes[cause.kind] += 1
    return unexplained, causes


def say(text: str) -> None:
    """One line."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def read_options(arguments: list[str]) -> argparse.Namespace:
    """How long and how hard."""
    parser = argparse.ArgumentParser(prog="./run chaos --storm", description="The long storm.")
    defaults: dict[str, Any] = {"mails": 10000, "kills": 200, "cuts": 20, "flushes": 5, "drops": 20}
    for name, value in defaults.items():
        parser.add_argument(f"--{name}", type=int, default=value)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    parser.add_argument("--without-fence", action="store_true", help="the control: doubles mails")
    return parser.parse_args(arguments)


def main() -> int:
    """Run one storm."""
    options = read_options(sys.argv[1:])
    say(f"seed {options.seed}")
    base = Base()
    with tempfile.TemporaryDirectory() as folder:
        rig = Rig(base, Path(folder))
        try:
            rig.set_up(delay=0.005)
            if options.without_fence:
                rig.without("fence")
            return Storm(rig, options).run()
        finally:
            rig.tear_down()
            base.close()


if __name__ == "__main__":
    sys.exit(main())
