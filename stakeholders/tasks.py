"""What workers do for the directory. Each task looks at the rows and may run twice."""

from celery import shared_task

from stakeholders import freshness
from stakeholders.importing import retention, working

LONGEST_IMPORT_SECONDS = 900


@shared_task(soft_time_limit=LONGEST_IMPORT_SECONDS, time_limit=LONGEST_IMPORT_SECONDS + 60)
def work_on_imports() -> None:
    """Read and write every import that waits."""
    working.work_on_waiting()


@shared_task
def forget_old_imports() -> None:
    """Delete what imports hold of people once they cannot be undone any more."""
    retention.forget_old_imports()


@shared_task
def refresh_due_days() -> None:
    """Work out anew by when contact is due, where the cadence of a sector changed."""
    freshness.refresh_due_days()
