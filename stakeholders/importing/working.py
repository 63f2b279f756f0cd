"""What a worker does with imports that wait. The row is the truth; running twice does no harm."""

import logging
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from stakeholders.enums import ImportState
from stakeholders.importing.batches import commit, give_up, read
from stakeholders.models import ImportBatch

logger = logging.getLogger(__name__)
GIVEN_UP_AFTER = timedelta(minutes=20)  # a worker that took an import and died
BROKEN = (
    "Something went wrong on our side. Nothing was written. Try again, or tell the program office."
)


def work_on_waiting() -> int:
    """Take every import that waits to be read or written; returns how many were taken."""
    taken = 0
    while (batch := claim()) is not None:
        work(batch)
        taken += 1
    return taken


def claim() -> ImportBatch | None:
    """Take the oldest import that waits, or that a dead worker left behind."""
    with transaction.atomic():
        waiting = ImportBatch.objects.filter(
            Q(claimed_at=None) | Q(claimed_at__lt=timezone.now() - GIVEN_UP_AFTER),
            state__in=[ImportState.READING, ImportState.COMMITTING],
        )
        batch: ImportBatch | None = (
            waiting.select_for_update(skip_locked=True).order_by("pk").first()
        )
        if batch is not None:
            batch.change(claimed_at=timezone.now())
    return batch


def work(batch: ImportBatch) -> None:
    """Read or write one import and let go of it; a failure is said on its page."""
    try:
        if batch.state == ImportState.READING:
            read(batch)
        else:
            commit(batch)
    except Exception:
        logger.exception("import %s failed", batch.pk)
        give_up(batch, BROKEN)
    batch.change(claimed_at=None)
