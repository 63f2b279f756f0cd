"""A whole site in processes of its own, with a real mail server beside it."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit, urlunsplit

import psycopg2
from psycopg2 import sql

from tests.smtp_sink import Sink

PROJECT = Path(__file__).resolve().parents[2]
START_SECONDS = 120


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Site:
    """`./run` as a person starts it, on a folder, a port and a database of its own."""

    def __init__(self, folder: Path, *, demonstration: bool) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.sink = Sink(folder, keep=True)
        self.database = ""
        settings = "bcp.settings.demonstration" if demonstration else "tests.browser.settings"
        self.env = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": settings,
            "DATA_DIR": str(folder / "data"),
            "PORT": str(self.port),
            "SITE_URL": self.url,
            "SMTP_HOST": "127.0.0.1",
            "SMTP_STARTTLS": "no",
            "MAIL_SWEEP_SECONDS": "0.5",
        }
        self.log = (folder / "site.log").open("wb")

    def __enter__(self) -> Self:
        self.make_database()
        self.sink.start()
        self.env["SMTP_PORT"] = str(self.sink.port)
        command = [sys.executable, "manage.py", "serve"]
        self.process = subprocess.Popen(
            command, cwd=PROJECT, env=self.env, stdout=self.log, stderr=self.log
        )
        try:
            self.wait()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *error: object) -> None:
        self.process.terminate()
        self.process.wait(timeout=40)
        self.sink.stop()
        self.log.close()
        self.drop_database()

    def wait(self) -> None:
        """Until the web answers."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                break
            try:
                urllib.request.urlopen(f"{self.url}/healthz", timeout=5).close()
            except OSError:
                time.sleep(0.2)
            else:
                return
        raise AssertionError((self.folder / "site.log").read_text()[-4000:])

    def run(self, code: str) -> str:
        """Run Python inside the site, as `./run manage shell` would; return what it printed."""
        done = subprocess.run(
            [sys.executable, "manage.py", "shell", "-v", "0", "-c", code],
            cwd=PROJECT,
            env=self.env,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-2000:]
        return done.stdout.strip()

    def make_database(self) -> None:
        """On PostgreSQL a database of its own, beside the one of the tests."""
        address = os.environ.get("DATABASE_URL", "")
        if not address:
            return
        self.database = f"bcp_site_{self.port}"
        self.on_server("CREATE DATABASE {}")
        self.env["DATABASE_URL"] = urlunsplit(urlsplit(address)._replace(path=f"/{self.database}"))

    def drop_database(self) -> None:
        """Leave nothing behind."""
        if self.database:
            self.on_server("DROP DATABASE {} WITH (FORCE)")

    def on_server(self, command: str) -> None:
        """One command outside of any transaction."""
        connection = psycopg2.connect(os.environ["DATABASE_URL"])
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(sql.SQL(command).format(sql.Identifier(self.database)))
        connection.close()
