"""A mail server for tests, in a process of its own, that writes down what it takes.

    with Sink(folder) as sink:
        … settings.MAIL = {**settings.MAIL, "HOST": "127.0.0.1", "PORT": sink.port} …
        assert [record["to"] for record in sink.records()] == ["ada@example.org"]

Each accepted mail is one JSON line in `sink.ledger`, written before the 250, so that the file tells
what arrived whatever the sender was told: message_id, from, to (list), sha256, size, subject, at,
and the text itself (base64) as "raw" when keep=True. `stop()` and `start()` use the same port.

Behaviour by the local part of the recipient (a number or word may follow):

    bad     550 5.1.1 to RCPT                    policy  550 5.7.1 to RCPT
    grey    451 to RCPT, the first time          busy    421 to RCPT, the first time
    full    452 to RCPT, always                  tarpit  RCPT answered after `slow_seconds`
    drop    taken and written down, then the connection is cut before the 250, the first time
    lose    not taken, the connection is cut before the 250, the first time
    slow    taken, the 250 comes after `slow_seconds`
    text    554 after the text, always           later   451 after the text, the first time
    closing 421 after the text, the first time
    always  421 to RCPT, always                  never   421 after the text, always
    odd     taken, with 252 after the text

Run it by hand: python -m tests.smtp_sink --port 2525 --ledger mails.jsonl
"""

import argparse
import asyncio
import base64
import hashlib
import json
import os
import re
import secrets
import socket
import ssl
import subprocess
import sys
import time
from contextlib import suppress
from email import message_from_bytes
from email.policy import default as policy
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

PROJECT = Path(__file__).resolve().parents[1]
HEADER = re.compile(rb"(?im)^(message-id|subject): (.*(?:\r?\n[ \t].*)*)")
START_SECONDS = 15


class Handler:
    """What the server does with recipients and texts."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.ledger = os.open(options.ledger, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self.seen: set[str] = set()

    def is_first(self, behaviour: str, address: str) -> bool:
        """Whether this behaviour has not been shown to this address."""
        key = f"{behaviour} {address}"
        if key in self.seen:
            return False
        self.seen.add(key)
        return True

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = await self.answer_to_recipient(address)
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_EHLO(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, name: str, lines: list[str]
    ) -> list[str]:
        session.host_name = name
        return [*lines[:-1], "250-PIPELINING", lines[-1]] if self.options.pipelining else lines

    async def answer_to_recipient(self, address: str) -> str:
        """The answer to RCPT."""
        if address.startswith("bad"):
            return "550 5.1.1 No such mailbox"
        if address.startswith("policy"):
            return "550 5.7.1 Not wanted here"
        if address.startswith("full"):
            return "452 4.2.2 Mailbox full"
        if address.startswith("grey") and self.is_first("grey", address):
            return "451 4.7.1 Greylisted, try later"
        if address.startswith("always"):
            return "421 4.3.2 Closing down"
        if address.startswith("busy") and self.is_first("busy", address):
            return "421 4.3.2 Closing down"
        if address.startswith("tarpit"):
            await asyncio.sleep(self.options.slow_seconds)
        return "250 2.1.5 OK"

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        address = envelope.rcpt_tos[0]
        if address.startswith("text"):
            return "554 5.6.0 Text refused"
        if address.startswith("later") and self.is_first("later", address):
            return "451 4.3.0 Try later"
        if address.startswith("never") or (
            address.startswith("closing") and self.is_first("closing", address)
        ):
            return "421 4.3.2 Closing down"
        if address.startswith("lose") and self.is_first("lose", address):
            server.transport.abort()
            return "250 never heard"
        name = self.write(envelope)
        if address.startswith("drop") and self.is_first("drop", address):
            server.transport.abort()
        elif address.startswith("slow"):
            await asyncio.sleep(self.options.slow_seconds)
        elif self.options.delay:
            await asyncio.sleep(self.options.delay)
        code = 252 if address.startswith("odd") else 250
        return f"{code} 2.0.0 Ok: queued as {name}"

    def write(self, envelope: Envelope) -> str:
        """Write the mail down before anybody is told; returns its name here."""
        content = envelope.content
        assert isinstance(content, bytes)
        head = content[: content.find(b"\r\n\r\n")]
        headers = {key.lower(): value.decode() for key, value in HEADER.findall(head)}
        record: dict[str, Any] = {
            "at": time.time(),
            "message_id": headers.get(b"message-id", ""),
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "sha256": hashlib.sha256(content).hexdigest(),
            "size": len(content),
            "subject": headers.get(b"subject", ""),
        }
        if self.options.keep:
            record["raw"] = base64.b64encode(content).decode()
        os.write(self.ledger, json.dumps(record).encode() + b"\n")
        return record["sha256"][:10].upper()


class Authenticator:
    """Lets in one user with one password."""

    def __init__(self, user: str, password: str) -> None:
        self.user, self.password = user.encode(), password.encode()

    def __call__(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any
    ) -> AuthResult:
        is_right = isinstance(data, LoginPassword) and data == LoginPassword(
            self.user, self.password
        )
        return AuthResult(success=is_right, handled=False)


async def serve(options: argparse.Namespace) -> None:
    """Listen until the process ends."""
    handler = Handler(options)
    extra: dict[str, Any] = {}
    if options.certificate:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(options.certificate, options.key)
        extra.update(tls_context=context, require_starttls=True)
    if options.user:
        extra.update(
            authenticator=Authenticator(options.user, options.password),
            auth_required=True,
            auth_require_tls=bool(options.certificate),
        )
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(handler, hostname="sink.example.org", enable_SMTPUTF8=True, **extra),
        "127.0.0.1",
        options.port,
        reuse_address=True,
    )
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    await server.serve_forever()


class Sink:
    """The server as tests use it."""

    module = "tests.smtp_sink"

    def __init__(self, folder: Path, **options: Any) -> None:
        self.ledger = folder / "mails.jsonl"
        self.port = free_port()
        self.options = options  # those of the command line below
        self.process: subprocess.Popen[bytes] | None = None
        self._read: list[dict[str, Any]] = []  # of the ledger, up to this octet
        self._read_to = 0

    def start(self) -> Self:
        """Start it and wait until it listens."""
        command = [sys.executable, "-m", self.module, "--port", str(self.port)]
        command += ["--ledger", str(self.ledger)]
        for name, value in self.options.items():
            flag = "--" + name.replace("_", "-")
            command += [flag] if value is True else [flag, str(value)]
        self.process = subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE)
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == b"ready\n"
        return self

    def stop(self) -> None:
        """End it; connections break."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            assert self.process.stdout is not None
            self.process.stdout.close()
            self.process = None

    def records(self) -> list[dict[str, Any]]:
        """What it took, in order."""
        if self.ledger.exists():
            with self.ledger.open("rb") as file:
                file.seek(self._read_to)
                whole = file.read().rpartition(b"\n")[0]
            self._read += map(json.loads, whole.splitlines())
            self._read_to += len(whole) + bool(whole)
        return list(self._read)

    def recipients(self) -> list[str]:
        """To whom, in order."""
        return [record["to"][0] for record in self.records()]

    def messages(self) -> list[Any]:
        """The mails, parsed (needs keep=True)."""
        raw = (base64.b64decode(record["raw"]) for record in self.records())
        return [message_from_bytes(octets, policy=policy) for octets in raw]

    def forget(self) -> None:
        """Begin an empty ledger."""
        self._read, self._read_to = [], 0
        if self.ledger.exists():
            os.truncate(self.ledger, 0)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()


def free_port() -> int:
    """A port of the loopback interface that nobody uses.

    Below those that systems give to outgoing connections: between two starts of a server such a
    connection could otherwise sit on its port.
    """
    while True:
        port = 15000 + secrets.randbelow(15000)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def main() -> None:
    """Run it by hand or as a test's child."""
    parser = argparse.ArgumentParser(description="A mail server for tests.")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--ledger", required=True)
    parser.add_argument("--slow-seconds", type=float, default=5)
    parser.add_argument("--delay", type=float, default=0)
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("--pipelining", action="store_true")
    parser.add_argument("--certificate", default="")
    parser.add_argument("--key", default="")
    parser.add_argument("--user", default="")
    parser.add_argument("--password", default="")
    asyncio.run(serve(parser.parse_args()))


if __name__ == "__main__":
    main()
