"""What no mail needs any more is emptied: personal values first, then the shared text.

Sent, bounced and cancelled mails lose theirs at once.
"""

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from bcp.mail.enums import MailState
from bcp.mail.headers import kept_headers
from bcp.mail.messages import message_of
from bcp.mail.models import MailBatch, OutgoingMail
from bcp.mail.models.mails import STALE_STATES

FAILED_KEPT = timedelta(days=14)  # so long the address of a failed mail can be corrected
UNDECIDED_KEPT = timedelta(days=30)  # where the batch names no day
BATCH_KEPT = timedelta(hours=1)
UNDECIDED = (MailState.UNCONFIRMED, MailState.HELD)
AT_ONCE = 500


def wipe() -> None:
    """Empty the values of mails that can be of no use, then the text of batches without any."""
    now = timezone.now()
    is_old = Q(batch__kept_until__lt=now) | Q(
        batch__kept_until=None, created_at__lt=now - UNDECIDED_KEPT
    )
    due = OutgoingMail.objects.filter(
        Q(state=MailState.FAILED, finished_at__lt=now - FAILED_KEPT)
        | Q(is_old, state__in=UNDECIDED)
        | Q(state__in=STALE_STATES, cancelled_at__isnull=False)
    )
    for mail in due.exclude(sealed="").select_related("batch")[:AT_ONCE]:
        _wipe(mail)
    in_use = OutgoingMail.objects.filter(batch=OuterRef("pk")).exclude(sealed="")
    batches = MailBatch.objects.filter(created_at__lt=now - BATCH_KEPT).exclude(skeleton="")
    batches.filter(~Exists(in_use)).update(skeleton="")


def _wipe(mail: OutgoingMail) -> None:
    """Empty its values and keep its headers, unless somebody decided about it meanwhile."""
    try:
        headers = kept_headers(message_of(mail))
    except Exception:  # one mail that cannot be made must not stop the others
        headers = mail.headers
    rows = OutgoingMail.objects.filter(pk=mail.pk, state=mail.state)
    rows.update(sealed="", headers=headers)
