"""Talking to the mail server: one recipient per mail, a time limit for each answer.

Django's mail backend is not used: it hides a refused recipient, and its time limit is none.
"""

import smtplib
import ssl
import time
from collections.abc import Callable
from contextlib import suppress

from bcp.mail.clients import Client, nothing
from bcp.mail.failpoints import ACTIVE, reach
from bcp.mail.knobs import Knobs
from bcp.mail.replies import Doubt, Refusal, RelayTrouble, Stage, TroubleWithMail, is_trouble

IDLE_SECONDS = 30.0  # a connection that nobody used for so long is closed


class RelayTalk:
    """The kept connection of one worker to the mail server."""

    keeps_text = False

    def __init__(self, knobs: Knobs) -> None:
        self.knobs = knobs
        self.client: Client | None = None
        self.used_at = 0.0

    @property
    def is_connected(self) -> bool:
        """Whether the connection stands, as far as we know."""
        return self.client is not None and self.client.sock is not None

    def name(self, sender: str, recipient: str, when_slow: Callable[[], None]) -> None:
        """Name sender and recipient. Whatever fails here, nothing of the mail was accepted.

        Raises RelayTrouble or Refusal. A connection that the server closed while nobody used it is
        made anew, once.
        """
        was_kept = self.is_connected
        try:
            self._name(sender, recipient, when_slow)
        except smtplib.SMTPServerDisconnected:
            self.close()
            if not was_kept:
                raise RelayTrouble("The mail server closed the connection.") from None
            self._name_anew(sender, recipient)

    def hand_over(self, message: bytes) -> str:
        """Send the text of the mail just named; returns the server's answer.

        Raises RelayTrouble or Refusal where an answer says that it was not taken, and Doubt where
        no answer came.
        """
        client = self._client()
        self._begin_text(client)
        try:
            if ACTIVE:
                self._send_in_pieces(client, message)
            else:
                client.send(wire_form(message))
            client.patience = self.knobs.FINAL_DOT_TIMEOUT
            code, text = client.getreply()
        except OSError as error:
            self.close()
            raise Doubt(said(error)) from error
        reach("after_250")
        self.used_at = time.monotonic()
        if 200 <= code < 300:  # taken, whatever the second digit (RFC 5321, 4.2.1)
            return f"{code} {decoded(text)}"
        raise self._no(code, text, Stage.TEXT)

    def forget(self) -> None:
        """Take back sender and recipient."""
        client = self._client()
        try:
            client.patience = self.knobs.COMMAND_TIMEOUT
            client.rset()
        except OSError:
            self.close()

    def close(self) -> None:
        """Drop the connection."""
        if self.client is not None:
            self.client.close()
        self.client = None

    def close_if_idle(self) -> None:
        """Say goodbye when nobody used the connection for a while."""
        if self.is_connected and time.monotonic() - self.used_at > IDLE_SECONDS:
            self.quit()

    def quit(self) -> None:
        """Say goodbye."""
        if self.client is not None and self.is_connected:
            self.client.patience = self.knobs.CONNECT_TIMEOUT
            with suppress(OSError):
                self.client.quit()
        self.close()

    def _client(self) -> Client:
        if self.client is None:
            self.client = self._connected()
        return self.client

    def _connected(self) -> Client:
        knobs = self.knobs
        client = Client(knobs)
        try:
            code, text = client.connect(knobs.HOST, knobs.PORT)
            if code != 220:
                raise smtplib.SMTPConnectError(code, text)
            client.patience = knobs.COMMAND_TIMEOUT
            client.ehlo_or_helo_if_needed()
            if knobs.STARTTLS:
                client._host = knobs.HOST  # type: ignore[attr-defined]  # noqa: SLF001 - the name to verify; smtplib sets it only in __init__
                client.starttls(context=ssl.create_default_context(cafile=knobs.CA_FILE or None))
                client.ehlo_or_helo_if_needed()
            if knobs.USER:
                client.login(knobs.USER, knobs.PASSWORD)
        except OSError as error:
            client.close()
            raise RelayTrouble(said(error)) from error
        self.used_at = time.monotonic()
        return client

    def _name_anew(self, sender: str, recipient: str) -> None:
        try:
            self._name(sender, recipient, nothing)
        except smtplib.SMTPServerDisconnected:
            self.close()
            raise RelayTrouble("The mail server closed the connection.") from None

    def _name(self, sender: str, recipient: str, when_slow: Callable[[], None]) -> None:
        client = self._client()
        client.patience = self.knobs.COMMAND_TIMEOUT
        client.when_slow = when_slow
        stage = "MAIL"
        mail, rcpt = f"MAIL FROM:<{sender}>\r\n", f"RCPT TO:<{recipient}>\r\n"
        is_pipelining = client.has_extn("pipelining")  # RFC 2920: one round trip less
        try:
            client.send(mail + rcpt if is_pipelining else mail)
            code, text = client.getreply()
            if code != 250:
                raise self._trouble(code, text)
            stage = "RCPT"
            if not is_pipelining:
                client.send(rcpt)
            code, text = client.getreply()
        except smtplib.SMTPServerDisconnected:
            raise
        except OSError as error:
            self.close()
            if stage == "RCPT" and isinstance(error, TimeoutError):
                raise Refusal(Stage.RECIPIENT, 451, "The server did not answer in time.") from error
            raise RelayTrouble(said(error)) from error
        finally:
            client.when_slow = nothing
        if code not in {250, 251}:
            raise self._no(code, text, Stage.RECIPIENT)

    def _begin_text(self, client: Client) -> None:
        """DATA; without a 354 nothing of the text has left."""
        client.patience = self.knobs.COMMAND_TIMEOUT
        try:
            code, text = client.docmd("DATA")
        except OSError as error:
            self.close()
            raise RelayTrouble(said(error)) from error
        if code != 354:
            raise self._no(code, text, Stage.TEXT)

    def _no(self, code: int, text: bytes, stage: Stage) -> Exception:
        if is_trouble(code):
            self.close()
            return TroubleWithMail(stage, f"{code} {decoded(text)}")
        if stage is Stage.RECIPIENT:
            self.forget()
        return Refusal(stage, code, decoded(text))

    def _trouble(self, code: int, text: bytes) -> RelayTrouble:
        self.close()
        return RelayTrouble(f"{code} {decoded(text)}")

    def _send_in_pieces(self, client: Client, message: bytes) -> None:
        wire = wire_form(message)
        half = len(wire) // 2
        client.send(wire[:half])
        reach("mid_data")
        client.send(wire[half:])
        reach("after_dot")


class PageTalk:
    """Nothing leaves: mails stay in the ledger, and a page of the demonstration shows them."""

    keeps_text = True
    is_connected = True

    def name(self, sender: str, recipient: str, when_slow: Callable[[], None]) -> None:
        """Nobody is asked."""

    def hand_over(self, message: bytes) -> str:
        """Nothing leaves."""
        return "Kept on the page of outgoing mail"

    def forget(self) -> None:
        """Nothing was said."""

    def close(self) -> None:
        """There is no connection."""

    def close_if_idle(self) -> None:
        """There is no connection."""

    def quit(self) -> None:
        """There is no connection."""


Talk = RelayTalk | PageTalk


def talk_for(knobs: Knobs) -> Talk:
    """The way out that the settings name."""
    return PageTalk() if knobs.keeps_on_page else RelayTalk(knobs)


def wire_form(message: bytes) -> bytes:
    """The message with its leading dots doubled and the dot that ends it (RFC 5321, 4.5.2)."""
    if b"\n." in message:
        message = message.replace(b"\n.", b"\n..")
    return message + b".\r\n"


def decoded(text: bytes) -> str:
    """A server's words, short and printable."""
    words = text.decode("utf-8", "replace")
    if words.isprintable():
        return words.strip()[:400]
    return " ".join("".join(c if c.isprintable() else " " for c in words).split())[:400]


def said(error: Exception) -> str:
    """What went wrong with the connection, in words."""
    if isinstance(error, TimeoutError):
        return "The mail server did not answer in time."
    if isinstance(error, smtplib.SMTPResponseException):
        text = error.smtp_error
        return f"{error.smtp_code} {decoded(text if isinstance(text, bytes) else text.encode())}"
    if isinstance(error, ssl.SSLError):
        return f"The connection could not be encrypted: {error.reason or error}"
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return "The mail server does not offer what we require (STARTTLS or sign-in)."
    return f"{type(error).__name__}: {error}"[:300]
