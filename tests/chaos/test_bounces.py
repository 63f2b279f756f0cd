"""Reports of returned mail: in many forms, twice, and forged."""

import mailbox
from pathlib import Path

import pytest

from tests.chaos.rig import Rig

pytestmark = pytest.mark.chaos
fault = pytest.mark.fault

# What mail servers write: (action, status, diagnosis, content type of the parts, extra headers).
FAILURES = {
    "Postfix, no such user": ("5.1.1", "smtp; 550 5.1.1 <{to}>: Recipient address rejected"),
    "Postfix, no such domain": ("5.4.4", "X-Postfix; Host or domain name not found"),
    "Exchange, no such user": ("5.1.10", "smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound"),
    "Exchange, full": ("5.2.2", "smtp;554 5.2.2 mailbox full; STOREDRV.Deliver"),
    "Exchange, blocked": ("5.7.1", "smtp;550 5.7.1 RESOLVER.RST.AuthRequired; authentication"),
    "Exchange, too large": ("5.3.4", "smtp;552 5.3.4 message size exceeds fixed maximum"),
    "Gmail, no such user": ("5.1.1", "smtp; 550-5.1.1 The email account does not exist."),
    "Gmail, full": ("4.2.2", "smtp; 452-4.2.2 The recipient's inbox is out of storage space."),
    "Gmail, rate": ("4.2.1", "smtp; 450-4.2.1 receiving mail too quickly"),
    "Sendmail, unknown": ("5.1.1", "SMTP; 550 5.1.1 User unknown"),
    "Exim, unrouteable": ("5.0.0", "smtp; Unrouteable address"),
    "qmail, disabled": ("5.2.1", "smtp; 550 Account disabled"),
    "Yahoo, gone": ("5.0.0", "smtp; 554 delivery error: dd This user doesn't have an account"),
    "Mimecast, policy": ("5.7.0", "smtp; 554 Email rejected due to security policies"),
    "Proofpoint, unknown": ("5.1.1", "smtp; 550 5.1.1 User Unknown - psmtp"),
    "relay loop": ("5.4.6", "smtp; 554 5.4.6 Too many hops"),
    "gave up": ("4.4.7", "smtp; 451 4.4.7 Message delayed too long"),
    "without a diagnosis": ("5.0.0", ""),
}
FORM = """\
Return-Path: <>
Delivered-To: {to}
From: MAILER-DAEMON@mail.example.net (Mail Delivery System)
To: {to}
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

--b1
Content-Type: text/plain; charset=utf-8

This is the mail system at host mail.example.net.

--b1
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.net

Final-Recipient: rfc822; person@example.org
Action: {action}
Status: {status}
Diagnostic-Code: {diagnosis}

--b1
Content-Type: text/rfc822-headers

Subject: Invitation

--b1--
"""
HOLIDAY = """\
Return-Path: <>
Delivered-To: {to}
From: person@example.org
To: {to}
Subject: Out of office
Auto-Submitted: auto-replied

I am away until Monday.
"""


def report(to: str, action: str = "failed", status: str = "5.1.1", diagnosis: str = "") -> str:
    """One report, as it comes in."""
    return FORM.format(to=to, action=action, status=status, diagnosis=diagnosis.format(to=to))


def keep(folder: Path, *texts: str) -> str:
    """An mbox file with these."""
    box = mailbox.mbox(folder / "returned.mbox")
    box.clear()
    for text in texts:
        box.add(text.encode())
    box.close()
    return str(folder / "returned.mbox")


def send(rig: Rig, number: int) -> dict[str, str]:
    """Send mails; where each would come back to."""
    rig.order(number)
    rig.start_worker()
    rig.drain()
    assert rig.states() == {"sent": number}
    paths: dict[str, str] = rig.act("return_paths")
    return paths


@fault("F39")
def test_reports_of_all_kinds_mark_their_mails_and_twice_is_once(rig: Rig) -> None:
    number = len(FAILURES) + 2
    paths = send(rig, number)
    to = [paths[f"invitation:{n + 1}"] for n in range(number)]
    forms = [report(to[n], "failed", *form) for n, form in enumerate(FAILURES.values())]
    forms += [report(to[-2], "delayed", "4.4.1", "smtp; timed out"), HOLIDAY.format(to=to[-1])]
    box = keep(rig.folder, *forms)
    assert len(forms) == 20

    said = rig.act("read_bounces", mailbox=box)

    assert said == f"bounced {len(FAILURES)}, delayed 1, delivered 0, ignored 1"
    expected = {"bounced": len(FAILURES), "sent": 2}
    assert rig.states() == expected
    assert "bounced 0" in rig.act("read_bounces", mailbox=box)
    assert rig.states() == expected


def forged(paths: dict[str, str]) -> str:
    """A report for the first mail by somebody who does not know its key."""
    local, _, domain = paths["invitation:1"].partition("@")
    name, number, mark = local.split("-")
    return report(f"{name}-{number}-{'0' * len(mark)}@{domain}")


@fault("F39")
def test_forged_report_changes_nothing(rig: Rig) -> None:
    box = keep(rig.folder, forged(send(rig, 1)))

    assert "ignored 1" in rig.act("read_bounces", mailbox=box)

    assert rig.states() == {"sent": 1}


@fault("F39")
def test_control_without_the_key_a_forged_report_is_believed(rig: Rig) -> None:
    rig.without("mark")
    box = keep(rig.folder, forged(send(rig, 1)))

    rig.act("read_bounces", mailbox=box)

    assert rig.states() == {"bounced": 1}


@fault("F39")
def test_report_settles_a_mail_that_was_not_confirmed(rig: Rig) -> None:
    rig.order(addresses=["drop1@example.org"])
    rig.start_worker()
    rig.wait_until(lambda: rig.states() == {"unconfirmed": 1})
    path = rig.act("return_paths")["invitation:1"]

    rig.act("read_bounces", mailbox=keep(rig.folder, report(path)))

    assert rig.states() == {"bounced": 1}
