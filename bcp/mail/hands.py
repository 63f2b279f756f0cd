"""What a worker has in hand: of each mail only what delivering needs.

Plain rows and no model instances, whose making was an eighth of a worker's work for a mail.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bcp.mail.messages import skeletons_of
from bcp.mail.models import MailBatch, OutgoingMail

COLUMNS = (
    "pk", "batch_id", "address", "name", "sealed", "message_id", "dated_at", "sha256", "attempts",
    "handovers", "claims", "give_up_at",
)  # fmt: skip


@dataclass(slots=True)
class MailInHand:
    """A mail that a worker has claimed, as it was then; the ledger's row says where it stands."""

    pk: int
    batch: MailBatch
    address: str
    name: str
    sealed: str
    message_id: str
    dated_at: datetime
    sha256: str
    attempts: int
    handovers: int
    claims: int
    give_up_at: datetime


def in_hand(ids: Sequence[int]) -> list[MailInHand]:
    """The mails with these ids, in this order, with the text that they share."""
    rows = {row[0]: row for row in OutgoingMail.objects.filter(pk__in=ids).values_list(*COLUMNS)}
    batches = skeletons_of({row[1] for row in rows.values()})
    return [MailInHand(pk, batches[rows[pk][1]], *rows[pk][2:]) for pk in ids]
