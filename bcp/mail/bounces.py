"""Mails that come back: what a delivery report (DSN, RFC 3464) says about one of ours.

A report is believed only when it was returned to the keyed address that this mail alone had. It may
come twice, be forged, or be a mere "on holiday"; then nothing changes.
"""

from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from enum import Enum
from typing import Any

from django.db import transaction
from django.utils import timezone

from bcp.audit.models import record
from bcp.mail import suppressions
from bcp.mail.addresses import mail_id_of
from bcp.mail.enums import MailState, Problem
from bcp.mail.models import OutgoingMail
from bcp.mail.talks import decoded

RETURN_HEADERS = ("delivered-to", "x-original-to", "envelope-to", "to")


class Outcome(Enum):
    """What a report did."""

    BOUNCED = "bounced"
    DELAYED = "delayed"
    DELIVERED = "delivered"
    IGNORED = "ignored"


@dataclass(frozen=True)
class Report:
    """What a report says about one mail."""

    mail_id: int
    action: str  # failed, delayed, delivered, relayed, expanded
    status: str  # such as 5.1.1
    diagnosis: str

    @property
    def reason(self) -> str:
        """Status and diagnosis, short."""
        return f"{self.status} {self.diagnosis}".strip()[:500]


def read_report(octets: bytes) -> Report | None:
    """The report in a returned mail; None when it is none, or not about a mail of ours."""
    message = message_from_bytes(octets, policy=policy.default)
    mail_id = _our_mail(message)
    fields = _report_fields(message)
    if mail_id is None or fields is None:
        return None
    diagnosis = _text(fields, "diagnostic-code").partition(";")[2] or _text(fields, "status")
    return Report(
        mail_id,
        _text(fields, "action").lower(),
        _text(fields, "status").split()[0] if _text(fields, "status") else "",
        decoded(diagnosis.encode()),
    )


def take_report(octets: bytes) -> Outcome:
    """Read a returned mail and note what it says; the same report again changes nothing."""
    report = read_report(octets)
    if report is None:
        return Outcome.IGNORED
    with transaction.atomic():
        mail: OutgoingMail | None = (
            OutgoingMail.objects.select_for_update().filter(pk=report.mail_id).first()
        )
        return Outcome.IGNORED if mail is None else _apply(report, mail)


def _apply(report: Report, mail: OutgoingMail) -> Outcome:
    # Unconfirmed: that a report comes back proves that the mail server did take it.
    if mail.state not in {MailState.SENT, MailState.UNCONFIRMED, MailState.DATA_STARTED}:
        return Outcome.IGNORED
    if report.action == "failed":
        mail.change(
            state=MailState.BOUNCED,
            problem=Problem.MAILBOX,
            reply=report.reason,
            sealed="",
            finished_at=timezone.now(),
        )
        suppressions.suppress(mail.address)
        record("mail.bounced", mail, by=None, status=report.status)
        return Outcome.BOUNCED
    if report.action in {"delayed", "delivered", "relayed", "expanded"}:
        if mail.state == MailState.UNCONFIRMED:
            mail.change(
                state=MailState.SENT, problem="", sealed="", reply="Confirmed by a delivery report"
            )
        return Outcome.DELAYED if report.action == "delayed" else Outcome.DELIVERED
    return Outcome.IGNORED


def _our_mail(message: EmailMessage) -> int | None:
    """The mail whose keyed return address the report was sent to."""
    for name in RETURN_HEADERS:
        for value in message.get_all(name, []):
            for word in str(value).replace(",", " ").split():
                mail_id = mail_id_of(word)
                if mail_id is not None:
                    return mail_id
    return None


def _report_fields(message: EmailMessage) -> "Message[Any, Any] | None":
    """The fields about the recipient, from the part message/delivery-status."""
    if message.get_content_type() != "multipart/report":
        return None
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status":
            blocks = part.get_payload()
            for block in blocks if isinstance(blocks, list) else []:
                if isinstance(block, Message) and block["action"]:
                    return block
    return None


def _text(fields: "Message[Any, Any]", name: str) -> str:
    return " ".join(str(fields[name] or "").split())
