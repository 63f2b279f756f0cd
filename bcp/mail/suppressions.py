"""Addresses that get no more mail: a mail to them came back, or they refused several.

It stays so until the address is changed where it is kept, or a person says that it is right.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from bcp.accounts.models import Center, User
from bcp.audit.models import record
from bcp.core.actions import Refused, action
from bcp.mail.addresses import address_hash
from bcp.mail.enums import MailState, Problem
from bcp.mail.models import OutgoingMail, Suppression

REFUSALS = 3
TOLD_BY = (Problem.MAILBOX, Problem.REFUSED)  # mails whose cause says why an address was stopped
STOPPED = "Nothing is sent to this address any more: mail to it came back or was refused."


@dataclass(frozen=True)
class Stopped:
    """An address of a center that gets no more mail: whose, since when and why."""

    suppression_id: int
    address: str
    name: str
    since: datetime
    cause: str


People = Iterable[tuple[str, str]]  # address and name
Source = Callable[[Center], People]
_sources: list[Source] = []


def register_people(source: Source) -> None:
    """Add people whom a center may write to; registering twice adds them once."""
    if source not in _sources:
        _sources.append(source)


def suppressed_among(addresses: Iterable[str]) -> set[str]:
    """Which of these addresses get no more mail, whichever way each is spelled here."""
    hashes = {address: address_hash(address) for address in addresses}
    rows = Suppression.objects.filter(
        address_hash__in=set(hashes.values()), suppressed_at__isnull=False
    )
    suppressed = set(rows.values_list("address_hash", flat=True))
    return {address for address, one in hashes.items() if one in suppressed}


def stopped_at(center: Center) -> list[Stopped]:
    """The addresses of a center's people and mails that get no more mail, the latest first."""
    rows = {row.address_hash: row for row in Suppression.objects.exclude(suppressed_at=None)}
    if not rows:
        return []
    people, causes = _known_at(center)
    found = [
        Stopped(row.pk, address, name, row.suppressed_at, causes.get(address.lower(), STOPPED))
        for address, name in people.values()
        if (row := rows.get(address_hash(address))) and row.suppressed_at
    ]
    return sorted(found, key=lambda one: (one.since, one.address), reverse=True)


def _known_at(center: Center) -> tuple[dict[str, tuple[str, str]], dict[str, str]]:
    """By address in small letters: address and name; and why it was stopped, as far as told."""
    people: dict[str, tuple[str, str]] = {}
    causes: dict[str, str] = {}
    mails = OutgoingMail.objects.filter(
        center=center, state__in=[MailState.BOUNCED, MailState.FAILED]
    ).exclude(address="")
    for mail in mails.select_related("center").order_by("-pk"):
        people.setdefault(mail.address.lower(), (mail.address, mail.name))
        if mail.problem in TOLD_BY:
            causes.setdefault(mail.address.lower(), mail.cause)
    for source in _sources:
        for address, name in source(center):
            people.setdefault(address.lower(), (address, name))
    return people, causes


def note_refusal(address: str) -> None:
    """The receiving server refused the address for good; the third time it is suppressed."""
    with transaction.atomic():
        row, _ = Suppression.objects.get_or_create(address_hash=address_hash(address))
        rows = Suppression.objects.filter(pk=row.pk)
        rows.update(refusals=F("refusals") + 1)
        rows.filter(refusals__gte=REFUSALS, suppressed_at__isnull=True).update(
            suppressed_at=timezone.now()
        )


def suppress(address: str) -> None:
    """A mail came back from the address: send nothing more to it. The first time counts."""
    row, _ = Suppression.objects.get_or_create(address_hash=address_hash(address))
    Suppression.objects.filter(pk=row.pk, suppressed_at=None).update(suppressed_at=timezone.now())


@action
def lift(stopped: Stopped, *, at: Center, by: User, reason: str) -> None:
    """A person of the center says, with a reason (LiftReason), that mail may go there again.

    Refusals count anew from here. Twice is refused.
    """
    deleted, _ = Suppression.objects.filter(pk=stopped.suppression_id).delete()
    if not deleted:
        raise Refused("Somebody has let mail go to this address already.")
    record("address.let_go", at, by=by, suppression=stopped.suppression_id, reason=reason)
