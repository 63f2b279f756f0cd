"""What the worker for papers does."""

from celery import shared_task

from bcp.documents.making import make_waiting


@shared_task
def render_waiting() -> None:
    """Make every paper that waits; running twice does no harm."""
    make_waiting()
