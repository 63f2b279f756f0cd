"""Web, worker and scheduler together, until Ctrl-C."""

import os
import signal
import socket
import time
from functools import partial
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from bcp.core import serving

PARTS = ("web", "worker", "scheduler")
START_SECONDS = 60
STOP_SECONDS = 20
TICK = 0.05


class Command(BaseCommand):
    """Start the site. The web answers first; worker and scheduler follow."""

    help = "Prepare the site, then run web, worker and scheduler together until Ctrl-C."
    requires_system_checks = []
    children: list[serving.Child]
    asked_to_stop = 0

    def add_arguments(self, parser: CommandParser) -> None:
        """Which parts, where to listen, how many."""
        parser.add_argument("parts", nargs="*", help=f"some of {', '.join(PARTS)} (default: all)")
        parser.add_argument("--host", default=os.environ.get("HOST", "127.0.0.1"))
        parser.add_argument("--web-workers", type=int, default=2)
        parser.add_argument("--workers", type=int, default=1, help="Celery workers")
        parser.add_argument("--concurrency", type=int, default=2, help="tasks at once per worker")

    def handle(self, *args: Any, **options: Any) -> None:
        """Start, watch, stop."""
        parts = options["parts"] or PARTS
        if unknown := set(parts) - set(PARTS):
            raise CommandError(f"No part is named {', '.join(unknown)}: {', '.join(PARTS)}.")
        self.children = []
        signal.signal(signal.SIGINT, self.ask_to_stop)
        signal.signal(signal.SIGTERM, self.ask_to_stop)
        try:
            self.prepare()
            if "web" in parts:
                self.start_web(options["host"], options["web_workers"])
            if "worker" in parts:
                for number in range(1, options["workers"] + 1):
                    self.start(f"worker{number}", serving.worker, number, options["concurrency"])
            if "scheduler" in parts:
                self.start("scheduler", serving.scheduler)
            self.watch()
        finally:
            self.stop()

    def ask_to_stop(self, *args: Any) -> None:
        """Note a Ctrl-C or TERM; the loops look. The second one does not wait any longer."""
        self.asked_to_stop += 1

    def start(self, name: str, work: Any, *args: Any) -> serving.Child:
        """Start one child and remember it."""
        child = serving.start(name, partial(work, *args))
        self.children.append(child)
        return child

    def prepare(self) -> None:
        """Prepare in a child of its own, so that no connection is shared with those that follow."""
        preparing = self.start("prepare", call_command, "prepare")
        serving.warm_up()
        while preparing.is_alive() and not self.asked_to_stop:
            time.sleep(TICK)
        if not self.asked_to_stop:
            self.children.remove(preparing)
            if preparing.exitcode:
                raise CommandError("The site could not be prepared; the reason is above.")

    def start_web(self, host: str, workers: int) -> None:
        """Start the web and greet when it answers."""
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, settings.PORT))
            except OSError as problem:
                raise CommandError(
                    f"Port {settings.PORT} cannot be used ({problem.strerror}). "
                    f"Choose another: PORT={settings.PORT + 1} ./run"
                ) from problem
        serving.application()
        web = self.start("web", serving.web, host, workers)
        near = "127.0.0.1" if host in ("", "0.0.0.0") else host  # noqa: S104 - compared, not bound
        deadline = time.monotonic() + START_SECONDS
        while not self.asked_to_stop and not serving.answers(near, settings.PORT):
            if not web.is_alive() or time.monotonic() > deadline:
                raise CommandError("The web did not start; the reason is above.")
            time.sleep(TICK)
        if not self.asked_to_stop:
            self.greet(f"http://{near}:{settings.PORT}/")

    def greet(self, address: str) -> None:
        """Say where the site is and who may sign in."""
        lines = ["", f"Building Community Partnerships is ready: {address}"]
        if settings.DEMONSTRATION:
            lines.append(f"Demonstration accounts (password: {settings.DEMONSTRATION_PASSWORD}):")
            lines += [f"  {email:<32} {who}" for email, who in settings.DEMONSTRATION_ACCOUNTS]
            lines.append("No mail leaves: the site shows each message as its receiver sees it.")
        lines += ["Press Ctrl-C to stop.", ""]
        self.stdout.write("\n".join(lines))
        self.stdout.flush()

    def watch(self) -> None:
        """Wait to be asked to stop. A child that ends by itself takes the others along."""
        while not self.asked_to_stop:
            for child in self.children:
                if not child.is_alive():
                    raise CommandError(
                        f"The {child.name} ended by itself (exit code {child.exitcode})."
                    )
            time.sleep(TICK)

    def stop(self) -> None:
        """Ask the main processes to end, wait 20 s, then end whatever is left."""
        self.stdout.write("Stopping …")
        asked_before = self.asked_to_stop
        for child in self.children:
            child.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        while any(child.is_alive() for child in self.children):
            if time.monotonic() > deadline or self.asked_to_stop > max(asked_before, 1):
                break
            time.sleep(TICK)
        for child in self.children:
            serving.kill_group(child)
