"""What no mail needs any more is emptied: personal values first, then the shared text."""

from datetime import timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone

from bcp.mail.enums import MailState
from bcp.mail.models import MailBatch, OutgoingMail

# So long the address of a failed mail can be corrected; sent and cancelled mails are wiped at once.
FAILED_KEPT = timedelta(days=14)
BATCH_KEPT = timedelta(hours=1)


def wipe() -> None:
    """Empty the values of old failures, and the text of batches whose mails are all emptied."""
    now = timezone.now()
    failed = OutgoingMail.objects.filter(state=MailState.FAILED, finished_at__lt=now - FAILED_KEPT)
    failed.exclude(sealed="").update(sealed="")
    in_use = OutgoingMail.objects.filter(batch=OuterRef("pk")).exclude(sealed="")
    batches = MailBatch.objects.filter(created_at__lt=now - BATCH_KEPT).exclude(skeleton="")
    batches.filter(~Exists(in_use)).update(skeleton="")
