"""The SMTP client: Python's own, with a limit for each whole answer."""

import smtplib
import ssl
import time
from collections.abc import Callable
from typing import Any

from bcp.mail.knobs import Knobs

SLOW_SECONDS = 1.0  # after that the worker writes down what it still has in mind
LINE_LIMIT = 8192


def nothing() -> None:
    """Do nothing while an answer is slow to come."""


class Client(smtplib.SMTP):
    """smtplib's client with a limit for the whole answer, not for each piece of it."""

    def __init__(self, knobs: Knobs) -> None:
        self.patience = knobs.CONNECT_TIMEOUT
        self.when_slow: Callable[[], None] = nothing
        self._received = b""
        super().__init__(local_hostname=knobs.FROM_DOMAIN, timeout=knobs.CONNECT_TIMEOUT)

    def getreply(self) -> tuple[int, bytes]:
        """Read one answer, all its lines; raises TimeoutError when `patience` is over."""
        deadline = time.monotonic() + self.patience
        lines: list[bytes] = []
        while True:
            line = self._line(deadline)
            lines.append(line[4:].strip())
            if not line[:3].isdigit():
                self.close()
                raise smtplib.SMTPServerDisconnected("The answer makes no sense.")
            if line[3:4] != b"-":
                return int(line[:3]), b"\n".join(lines)

    def send(self, s: Any) -> None:
        """Send all of it, within `patience`."""
        if self.sock is not None:
            self.sock.settimeout(self.patience)
        super().send(s)

    def starttls(self, *, context: ssl.SSLContext | None = None) -> tuple[int, bytes]:  # type: ignore[override]  # we give no key files
        """Encrypt; what came before in clear text, as if it were an answer to come, is refused."""
        answer = super().starttls(context=context)
        if self._received:
            raise smtplib.SMTPException("Clear text came together with the answer to STARTTLS.")
        return answer

    def _line(self, deadline: float) -> bytes:
        if self.sock is None:
            raise smtplib.SMTPServerDisconnected("There is no connection.")
        while b"\n" not in self._received:
            self._wait(deadline)
            if len(self._received) > LINE_LIMIT:
                self.close()
                raise smtplib.SMTPServerDisconnected("The answer is too long.")
        line, _, self._received = self._received.partition(b"\n")
        return line

    def _wait(self, deadline: float) -> None:
        """Read what comes; after a second of silence tell whoever wants to know, once."""
        left = deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("no answer in time")
        assert self.sock is not None  # noqa: S101 - _line has looked
        self.sock.settimeout(min(left, SLOW_SECONDS))
        try:
            received = self.sock.recv(4096)
        except TimeoutError:
            tell, self.when_slow = self.when_slow, nothing
            tell()
            return
        if not received:
            self.close()
            raise smtplib.SMTPServerDisconnected("The connection was closed.")
        self._received += received
