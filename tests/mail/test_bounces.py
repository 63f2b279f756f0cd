"""Delivery reports: believed when they come to a keyed address, and only then."""

import io
import mailbox
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

from bcp.accounts.models import Center
from bcp.mail.addresses import return_path
from bcp.mail.bounces import Outcome, take_report
from bcp.mail.enums import MailState, Problem
from bcp.mail.models import OutgoingMail, Suppression
from bcp.mail.suppressions import suppressed_among
from tests.factories.mail import queue_person

pytestmark = pytest.mark.django_db

REPORT = """\
Return-Path: <>
Delivered-To: {to}
From: MAILER-DAEMON@mail.example.net (Mail Delivery System)
To: {to}
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

--b1
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mail.example.net.

--b1
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.net
Arrival-Date: Tue, 9 Mar 2027 09:00:00 -0700 (MST)

Final-Recipient: rfc822; ada@example.org
Action: {action}
Status: {status}
Remote-MTA: dns; mx.example.org
Diagnostic-Code: smtp; {diagnosis}

--b1
Content-Type: text/rfc822-headers

Subject: Invitation

--b1--
"""


def report(to: str, action: str = "failed", status: str = "5.1.1", said: str = "") -> bytes:
    said = said or "550 5.1.1 <ada@example.org>: no such\n    user here"
    return REPORT.format(to=to, action=action, status=status, diagnosis=said).encode()


@pytest.fixture
def mail(center: Center) -> OutgoingMail:
    mail = queue_person(center)
    OutgoingMail.objects.update(state=MailState.SENT)
    return mail


def test_failure_marks_the_mail_as_bounced_with_its_reason(mail: OutgoingMail) -> None:
    assert take_report(report(return_path(mail.pk))) is Outcome.BOUNCED

    mail.refresh_from_db()
    assert (mail.state, mail.problem) == (MailState.BOUNCED, Problem.MAILBOX)
    assert "no such user here" in mail.cause
    assert Suppression.objects.get().suppressed_at is not None


def test_full_mailbox_is_written_to_no_more_until_a_person_says_so(mail: OutgoingMail) -> None:
    take_report(report(return_path(mail.pk), status="5.2.2", said="552 5.2.2 mailbox full"))

    mail.refresh_from_db()
    assert mail.state == MailState.BOUNCED
    assert suppressed_among([mail.address]) == {mail.address}


def test_same_report_twice_changes_nothing_more(mail: OutgoingMail) -> None:
    take_report(report(return_path(mail.pk)))
    before = OutgoingMail.objects.values().get()

    assert take_report(report(return_path(mail.pk), said="other words")) is Outcome.IGNORED
    assert OutgoingMail.objects.values().get() == before


def forged(path: str) -> list[str]:
    local, _, domain = path.partition("@")
    return [
        f"{local[:-1]}{'0' if local[-1] != '0' else '1'}@{domain}",
        f"bounce-{'9' * 30}-{local[-20:]}@{domain}",
        "mail@bcp.example.org",
        "",
    ]


def test_forged_reports_change_nothing(mail: OutgoingMail) -> None:
    before = OutgoingMail.objects.values().get()

    for address in forged(return_path(mail.pk)):
        assert take_report(report(address)) is Outcome.IGNORED
    assert take_report(report(return_path(mail.pk + 1))) is Outcome.IGNORED
    assert OutgoingMail.objects.values().get() == before


@pytest.mark.parametrize(
    "octets",
    [
        b"",
        b"\xff\xfe\x00 nothing like a mail",
        b"To: {to}\nSubject: On holiday\nAuto-Submitted: auto-replied\n\nBack on Monday.",
        b"To: {to}\nContent-Type: message/delivery-status\n\nAction: failed",
    ],
)
def test_what_is_no_report_is_ignored(mail: OutgoingMail, octets: bytes) -> None:
    octets = octets.replace(b"{to}", return_path(mail.pk).encode())

    assert take_report(octets) is Outcome.IGNORED
    mail.refresh_from_db()
    assert mail.state == MailState.SENT


def test_any_report_confirms_an_unconfirmed_mail(mail: OutgoingMail) -> None:
    OutgoingMail.objects.update(state=MailState.UNCONFIRMED, problem=Problem.NO_ANSWER)

    assert take_report(report(return_path(mail.pk), "delayed", "4.4.1")) is Outcome.DELAYED

    mail.refresh_from_db()
    assert (mail.state, mail.problem, mail.sealed) == (MailState.SENT, "", "")


def test_command_reads_a_pipe(
    mail: OutgoingMail, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    octets = report(return_path(mail.pk))
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(octets)))

    call_command("read_bounces")

    assert capsys.readouterr().out == "bounced 1, delayed 0, delivered 0, ignored 0\n"


@pytest.mark.parametrize("kind", [mailbox.mbox, mailbox.Maildir])
def test_command_reads_a_mailbox(
    mail: OutgoingMail, tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: type
) -> None:
    path = tmp_path / "reports"
    box = kind(path)
    box.add(report(return_path(mail.pk)))
    box.add(report(return_path(mail.pk)))
    box.add(b"Subject: lunch?\n\nhello")
    box.close()

    call_command("read_bounces", mailbox=path)

    assert capsys.readouterr().out == "bounced 1, delayed 0, delivered 0, ignored 2\n"
