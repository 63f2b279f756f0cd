"""What lasts for the whole session: servers, proxies, the nursery, the migrated database."""

import json
import os
import subprocess
import sys
import tempfile
import threading
from itertools import count
from pathlib import Path
from typing import Any

from tests.chaos.processes import Process
from tests.chaos.proxies import Proxy
from tests.chaos.services import Cluster, RedisServer, launched, wait_until
from tests.smtp_sink import free_port

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


class ActFailed(Exception):
    """An act raised; its error in words."""


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

    def act(
        self, name: str, log: Path, environment: dict[str, str] | None = None, **arguments: Any
    ) -> Any:
        """Let a person do something (tests/chaos/acts.py) in the site's environment."""
        answer = log.with_name(f"answer-{next(self.numbers)}.json")
        order: dict[str, Any] = {"name": name, "arguments": arguments, "answer": str(answer)}
        process = Process(self.fork("act", log, environment=environment or {}, **order), log)
        wait_until(lambda: answer.exists() or not process.is_alive, f"{name} does not end")
        said = json.loads(answer.read_text()) if answer.exists() else {"error": log.read_text()}
        if "error" in said:
            raise ActFailed(said["error"])
        return said["value"]

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
        self.act("migrate", self.folder / "acts.txt")
        self.cluster.copy("site", "migrated")
