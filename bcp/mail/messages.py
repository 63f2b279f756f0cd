"""The frozen message of one mail: the batch's skeleton, the person's values, its id and date."""

from collections.abc import Iterable
from datetime import datetime
from email.utils import format_datetime
from typing import Protocol

from bcp.mail.models import MailBatch, OutgoingMail
from bcp.mail.sealing import Values, opened
from bcp.mail.skeletons import Person, filled


class Addressed(Protocol):
    """Whom a mail goes to, and the id and date that are its own for good."""

    name: str
    address: str
    message_id: str
    dated_at: datetime


def message_of(mail: OutgoingMail) -> bytes:
    """The bytes of the mail, the same each time.

    Raises Unfillable when a value is missing, InvalidToken when the values are wiped or foreign.
    """
    return built(mail, mail.batch.skeleton, opened(mail.sealed))


def built(mail: Addressed, skeleton: str, values: Values) -> bytes:
    """The bytes of the mail from parts that were read before."""
    person = Person(mail.name, mail.address, mail.message_id, format_datetime(mail.dated_at))
    return filled(skeleton, person, values)


def skeletons_of(batch_ids: Iterable[int]) -> dict[int, MailBatch]:
    """The batches with only what filling needs; the same text object for all mails of a batch."""
    return {
        batch.pk: batch for batch in MailBatch.objects.only("skeleton").filter(pk__in=batch_ids)
    }
