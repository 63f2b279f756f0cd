"""The site's processes, as a test breaks them."""

import os
import signal
from contextlib import suppress
from pathlib import Path

import psutil

from tests.chaos.services import wait_until


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
