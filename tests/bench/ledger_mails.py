"""The mails of the benchmark, as the product queues them."""

import time
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from bcp.accounts.models import Center
from bcp.mail import addresses
from bcp.mail.calendars import invitation_calendar
from bcp.mail.messages import message_of
from bcp.mail.models import OutgoingMail
from bcp.mail.outbox import Content, Recipient, queue_batch
from tests.bench.one_per_mail import AGENDA, PARAGRAPHS, STARTS, TITLE
from tests.factories.accounts import CenterFactory
from tests.smtp_sink import Sink

NUMBERS = iter(range(10**9))


def person(number: int) -> dict[str, str]:
    """One invitee."""
    return {
        "name": f"Ada Byron {number}",
        "address": f"person{number}@example.org",
        "organization": f"Harbor Community House {number}",
        "url": f"https://bcp.example.org/r/{number:043d}",
    }


def calendar() -> str:
    """The calendar entry of a batch, with marks for the person."""
    return invitation_calendar(
        uid="{uid}",
        sequence=0,
        method="REQUEST",
        starts=STARTS,
        ends=STARTS + timedelta(hours=3),
        zone="America/Denver",
        summary=TITLE,
        location="Harbor Community Hall, 1 Main Street, Denver",
        description=PARAGRAPHS[0],
        organizer_name="Front Range Fusion Center",
        organizer_address="mail@bcp.example.org",
        attendee_name="{name}",
        attendee_address="{address}",
        stamped_at=timezone.now(),
    )


def content() -> Content:
    """The same message that the usual way renders, with marks for the person."""
    text = "\n\n".join(
        [
            "Dear {name},",
            "Front Range Fusion Center invites {organization} to a roundtable on Tuesday.",
            *PARAGRAPHS,
            "Please answer here: {url}",
            "\n".join(f"{at}  {what}" for at, what in AGENDA),
        ]
    )
    html = "\n".join(
        [
            "<!doctype html><html lang='en'><body><p>Dear {name},</p>",
            "<p>Front Range Fusion Center invites {organization} to a roundtable on Tuesday.</p>",
            *(f"<p style='margin:0 0 12px'>{paragraph}</p>" for paragraph in PARAGRAPHS),
            "<p><a href='{url}'>Answer the invitation</a></p><table>",
            *(f"<tr><td>{at}</td><td>{what}</td></tr>" for at, what in AGENDA),
            "</table></body></html>",
        ]
    )
    return Content(
        "Invitation for {name}: roundtable of Front Range Fusion Center",
        text,
        html,
        calendar(),
        "REQUEST",
    )


def queue(mails: int) -> list[int]:
    """Queue so many mails; their ids."""
    center = Center.objects.first() or CenterFactory()
    first = next(NUMBERS) * 1_000_000
    people = [
        Recipient(
            one["address"], one["name"], f"invitation:{first + number}", one,
            calendar_merge={"uid": f"{first + number}@bcp.example.org"},
        )
        for number, one in enumerate(person(number) for number in range(mails))
    ]  # fmt: skip
    batch, _ = queue_batch(
        center, kind="invitation", key=str(first), content=content(), recipients=people, by=None
    )
    return list(batch.mails.values_list("pk", flat=True))


def send(mails: int) -> float:
    """What the page "Send" does; returns how many seconds until its commit."""
    begun = time.perf_counter()
    with transaction.atomic():
        queue(mails)
    return time.perf_counter() - begun


def finished(mails: int) -> list[tuple[str, str, bytes]]:
    """Envelope and finished bytes of so many mails, for the bare loop; nothing stays queued."""
    with transaction.atomic():
        rows = OutgoingMail.objects.select_related("batch").filter(pk__in=queue(mails))
        messages = [(addresses.return_path(row.pk), row.address, message_of(row)) for row in rows]
        transaction.set_rollback(True)
    return messages


def check_all_sent(sink: Sink) -> None:
    """The ledger and the mail server agree: each mail once, all of them sent."""
    deadline = time.monotonic() + 20
    while OutgoingMail.objects.waiting().exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    ids = [record["message_id"] for record in sink.records()]
    assert len(set(ids)) == len(ids)
    assert set(OutgoingMail.objects.counts()) == {"sent"}
