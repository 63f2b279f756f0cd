"""Outgoing mails for tests."""

from collections.abc import Sequence

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from bcp.accounts.models import Center
from bcp.mail import epochs
from bcp.mail.addresses import address_hash
from bcp.mail.delivery import Delivery
from bcp.mail.models import MailBatch, OutgoingMail, Suppression
from bcp.mail.outbox import Content, Recipient, queue_batch


class SuppressionFactory(DjangoModelFactory):
    """An address that gets no more mail, known by its hash; give `address`."""

    class Meta:
        model = Suppression

    class Params:
        address = "gone@example.org"

    address_hash = factory.LazyAttribute(lambda o: address_hash(o.address))
    suppressed_at = factory.LazyFunction(timezone.now)


CONTENT = Content(
    subject="Invitation for {first_name}",
    text="Dear {first_name},\n\nplease answer: {rsvp_url}\n",
    html='<p>Dear {first_name},</p>\n<p><a href="{rsvp_url}">Please answer</a></p>\n',
)


def deliver_all() -> dict[str, int]:
    """One pass of a worker, for tests of other apps; returns how many mails stand in which state.

    Set TRANSPORT to "page", or HOST and PORT to a sink, first.
    """
    if not OutgoingMail.objects.filter(handovers__gt=0).exists():
        # The file of a test before this one names a mail that was rolled back.
        epochs.path().unlink(missing_ok=True)
    delivery = Delivery()
    delivery.run(seconds=30)
    delivery.close()
    counts: dict[str, int] = OutgoingMail.objects.counts()
    return counts


def recipient(number: int = 1, address: str = "", **values: str) -> Recipient:
    """An invitee with a name, a personal link and an address under example.org."""
    merge = {"first_name": f"Ada{number}", "rsvp_url": f"https://bcp.example.org/r/{number:043d}"}
    return Recipient(
        address=address or f"person{number}@example.org",
        name=f"Ada{number} Byron",
        about=f"invitation:{number}",
        merge={**merge, **values},
        calendar_merge={"uid": f"invitation-{number}@bcp.example.org"},
    )


def queue(
    center: Center | None,
    recipients: Sequence[Recipient],
    *,
    content: Content = CONTENT,
    key: str = "k",
) -> MailBatch:
    """Queue these mails and return their batch."""
    batch, _ = queue_batch(
        center, kind="invitation", key=key, content=content, recipients=recipients, by=None
    )
    return batch


def queue_person(center: Center, address: str = "ada@example.org", number: int = 1) -> OutgoingMail:
    """Queue one mail and return it."""
    queue(center, [recipient(number, address)], key=f"{address}:{number}")
    mail: OutgoingMail = OutgoingMail.objects.get(about=f"invitation:{number}")
    return mail
