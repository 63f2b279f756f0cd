"""Addresses that refused mail: after three refusals nothing more is sent to them."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from bcp.mail.addresses import address_hash
from bcp.mail.models import Suppression

REFUSALS = 3


def suppressed_among(addresses: Iterable[str]) -> set[str]:
    """Which of these addresses get no more mail, whichever way each is spelled here."""
    hashes = {address: address_hash(address) for address in addresses}
    rows = Suppression.objects.filter(
        address_hash__in=set(hashes.values()), suppressed_at__isnull=False
    )
    suppressed = set(rows.values_list("address_hash", flat=True))
    return {address for address, one in hashes.items() if one in suppressed}


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
    """The mailbox does not exist: send nothing more to it."""
    Suppression.objects.update_or_create(
        address_hash=address_hash(address), defaults={"suppressed_at": timezone.now()}
    )


def lift(address: str) -> None:
    """Mail may go to this address again."""
    Suppression.objects.filter(address_hash=address_hash(address)).delete()
