"""The tables of the mail ledger."""

from bcp.mail.models.batches import MailBatch
from bcp.mail.models.mails import OutgoingMail
from bcp.mail.models.relays import Relay, Suppression
from bcp.mail.models.sites import Instance, MailWorker

__all__ = ["Instance", "MailBatch", "MailWorker", "OutgoingMail", "Relay", "Suppression"]
