"""PostgreSQL and Redis of our own, on free ports, which a test may stop, kill and hang."""

import os
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import psutil
import psycopg2
import redis

from tests.smtp_sink import free_port

PATIENCE = 60.0  # seconds; a loaded machine is slow, not wrong
TICK = 0.05


def wait_until(
    condition: Callable[[], Any], what: str | Callable[[], str] = "", patience: float = PATIENCE
) -> Any:
    """Wait for the condition and return its value; a database that does not answer is a no."""
    deadline = time.monotonic() + patience
    while True:
        try:
            if value := condition():
                return value
        except (psycopg2.Error, redis.RedisError, OSError):
            pass
        if time.monotonic() > deadline:
            raise AssertionError(f"Waited in vain. {what() if callable(what) else what}")
        time.sleep(TICK)


def binaries() -> Path | None:
    """Where PostgreSQL's programs are; None when it is not installed."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda one: float(one.parts[4]))
    if folders:
        return folders[-1]
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


def missing() -> str:
    """What the rig lacks on this machine, in words; empty when it has everything."""
    lacks = [] if binaries() else ["PostgreSQL's server programs"]
    lacks += [] if shutil.which("redis-server") else ["redis-server"]
    return " and ".join(lacks)


def launched(*command: str | Path, user: str = "") -> list[str]:
    """The command, ended by the kernel when we end, and run by that user when we are root."""
    prefix: list[str] = []
    if shutil.which("setpriv"):
        prefix = ["setpriv", "--pdeathsig=KILL"]
        if user and os.getuid() == 0:
            prefix += [f"--reuid={user}", f"--regid={user}", "--init-groups"]
    return [*prefix, *map(str, command)]


class Server:
    """A server process."""

    process: subprocess.Popen[bytes] | None = None

    def launch(self, command: Sequence[str], log: Path) -> None:
        """Start it, in a session of its own."""
        with log.open("ab") as file:
            self.process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=file, stderr=file, start_new_session=True
            )

    def signal(self, number: int) -> None:
        """Send a signal to it and to its children, at once."""
        if self.process is None or self.process.poll() is not None:
            return
        family = [psutil.Process(self.process.pid)]
        family += family[0].children(recursive=True)
        for one in family:
            try:
                one.send_signal(number)
            except psutil.NoSuchProcess:
                continue

    def kill(self) -> None:
        """SIGKILL, all its processes."""
        self.signal(signal.SIGKILL)
        self.wait()

    def wait(self) -> None:
        """Wait for its end."""
        if self.process is not None:
            self.process.wait()
        self.process = None


class Cluster(Server):
    """A PostgreSQL cluster with fsync on."""

    def __init__(self, folder: Path) -> None:
        programs = binaries()
        assert programs is not None
        self.programs, self.folder = programs, folder / "cluster"
        self.log = folder / "postgres.txt"
        self.port = free_port()
        self.kept = threading.local()  # sessions, by database
        self.folder.mkdir()
        if os.getuid() == 0:
            shutil.chown(self.folder, "postgres", "postgres")
        command = launched(
            programs / "initdb", "-D", self.folder, "-U", "postgres", "--auth=trust",
            "--encoding=UTF8", "--locale=C", "--no-sync", user="postgres",
        )  # fmt: skip
        subprocess.run(command, check=True, capture_output=True, cwd="/")

    def start(self) -> None:
        """Start it and wait until it answers."""
        command = launched(
            self.programs / "postgres", "-D", self.folder, "-p", str(self.port),
            "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=",
            "-c", "max_connections=200", user="postgres",
        )  # fmt: skip
        self.launch(command, self.log)
        wait_until(lambda: self.rows("SELECT 1", database="postgres"), self.log.read_text)

    def stop_immediately(self) -> None:
        """What `pg_ctl stop -m immediate` does."""
        if self.process is not None:
            self.process.send_signal(signal.SIGQUIT)
            self.wait()

    def rows(
        self, sql: str, parameters: Sequence[Any] = (), database: str = "site"
    ) -> list[dict[str, Any]]:
        """Run a statement past every proxy, in a session that is kept while it lives."""
        kept = self.kept.__dict__
        if database in kept:
            try:
                return answer_of(kept[database], sql, parameters)
            except psycopg2.Error:
                if not kept[database].closed:
                    raise
        kept[database] = self.session(database)
        return answer_of(kept[database], sql, parameters)

    def session(self, database: str = "site") -> Any:
        """A session that a test keeps; each statement is its own transaction."""
        connection = psycopg2.connect(
            host="127.0.0.1", port=self.port, user="postgres", dbname=database, connect_timeout=5
        )
        connection.autocommit = True
        return connection

    def terminate_sessions(self) -> int:
        """`pg_terminate_backend` for every session of the site; returns how many there were."""
        rows = self.rows(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'site'",
            database="postgres",
        )
        return len(rows)

    def copy(self, source: str, name: str) -> None:
        """Make a database as a copy of another one that nobody uses; an old one goes."""
        self.rows(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)", database="postgres")
        self.rows(f"CREATE DATABASE {name} TEMPLATE {source}", database="postgres")


def answer_of(connection: Any, sql: str, parameters: Sequence[Any]) -> list[dict[str, Any]]:
    """Run one statement; its rows, by the names of their columns."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters or None)
        if cursor.description is None:
            return []
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


class RedisServer(Server):
    """A Redis that keeps nothing on disk."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.log = folder, folder / "redis.txt"
        self.port = free_port()
        self.client = redis.Redis(port=self.port, socket_timeout=5)

    def start(self) -> None:
        """Start it, empty, and wait until it answers."""
        command = launched(
            "redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", "",
            "--appendonly", "no", "--dir", self.folder,
        )  # fmt: skip
        self.launch(command, self.log)
        wait_until(self.client.ping, self.log.read_text)

    def restart(self) -> None:
        """Kill it and start it, empty."""
        self.kill()
        self.start()
