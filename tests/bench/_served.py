"""A site served by gunicorn with two workers, and what a request costs it."""

import contextlib
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.bench._answers import ask

ALONE = 800  # requests one after the other, for the cost of one


@dataclass(frozen=True)
class Served:
    """Where it answers, and the process that has the workers."""

    port: int
    pid: int

    def processor_ms(self, database, make_request):
        """What one request costs the workers and the database, in milliseconds of processor."""
        main = psutil.Process(self.pid)
        workers = {main.pid, *(child.pid for child in main.children(recursive=True))}
        before = _spent(workers, database)
        for _ in range(ALONE):
            ask(self.port, make_request())
        return 1000 * (_spent(workers, database) - before) / ALONE


def _spent(workers, database):
    """Seconds of processor that these processes and the sessions of a database have used."""
    total = 0.0
    for process in psutil.process_iter(["cmdline"]):
        line = " ".join(process.info["cmdline"] or [])
        if process.pid in workers or ("postgres" in line and database in line):
            with contextlib.suppress(psutil.Error):
                times = process.cpu_times()
                total += times.user + times.system
    return total


@contextmanager
def served(module, env):
    """Start it; ended afterwards."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "-w", "2", "-b", f"127.0.0.1:{port}", "--log-level",
         "error", f"{module}:application"],
        env=env, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    try:
        _wait_for(port)
        yield Served(port, process.pid)
    finally:
        process.terminate()
        process.wait(20)


def _wait_for(port):
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit("gunicorn did not start")
