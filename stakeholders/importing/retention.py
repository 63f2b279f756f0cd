"""What an import holds of people is deleted when it is of no use any more."""

from datetime import timedelta

from django.utils import timezone

from stakeholders.enums import ImportState
from stakeholders.importing.batches import forget_file
from stakeholders.models import ImportBatch, ImportRow
from stakeholders.models.imports import UNDO_DAYS

LEFT_LYING = timedelta(days=7)  # an upload that nobody goes on with


def forget_old_imports() -> int:
    """Delete the rows of imports that can no longer be undone, and uploads left lying.

    The numbers of an import stay for good. Returns how many imports were emptied.
    """
    now = timezone.now()
    ended = ImportBatch.objects.filter(committed_at__lt=now - timedelta(days=UNDO_DAYS))
    idle = ImportBatch.objects.filter(committed_at=None, updated_at__lt=now - LEFT_LYING).exclude(
        state=ImportState.DISCARDED
    )
    emptied = 0
    for batch in [*ended.filter(rows__isnull=False).distinct(), *idle]:
        ImportRow.objects.filter(batch=batch).delete()
        forget_file(batch)
        if batch.committed_at is None:
            batch.change(state=ImportState.DISCARDED)
        batch.change(samples=[])
        emptied += 1
    return emptied
