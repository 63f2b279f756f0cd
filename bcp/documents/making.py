"""From a source to a stored file: ask, render, keep."""

import hashlib
import logging
import os
from datetime import timedelta
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from bcp.accounts.models import Center
from bcp.core.models import BaseModel
from bcp.documents.models import Document, DocumentState
from bcp.documents.rendering import CannotRender, Paper, render_pdf

logger = logging.getLogger(__name__)
TRIES = 2
GIVEN_UP_AFTER_SECONDS = 180


def ask_for(
    center: Center | None, *, about: str, kind: str, title: str, html: str, version: int = 1
) -> Document:
    """Queue a paper; a worker makes it within seconds. The row is the truth, not the queue."""
    return Document.objects.create(
        center=center, about=about, kind=kind, title=title, html=html, version=version
    )


def about(row: BaseModel) -> str:
    """The text key by which a row finds its papers."""
    return f"{row._meta.model_name}:{row.pk}"


def make_waiting() -> int:
    """Render every paper that waits, also those whose worker died; return how many were made."""
    made = 0
    while (document := claim()) is not None:
        make(document)
        made += 1
    return made


def claim() -> Document | None:
    """Take the oldest paper that waits, or that a dead worker left behind."""
    too_old = timezone.now() - timedelta(seconds=GIVEN_UP_AFTER_SECONDS)
    with transaction.atomic():
        waiting = Document.objects.filter(state=DocumentState.QUEUED) | Document.objects.filter(
            state=DocumentState.RENDERING, updated_at__lt=too_old
        )
        document = waiting.select_for_update(skip_locked=True).order_by("pk").first()
        if document is not None:
            document.change(state=DocumentState.RENDERING, attempts=document.attempts + 1)
    return document


def make(document: Document) -> None:
    """Render one claimed paper and store the whole file, or say why it could not be made."""
    try:
        keep(document, render_pdf(document.html))
    except CannotRender as problem:
        give_up(document, str(problem))
    except OSError:
        logger.exception("document %s could not be stored", document.pk)
        give_up(document, "The document could not be stored: the disk may be full.")


def give_up(document: Document, problem: str) -> None:
    """Try once more later, then leave it to a person."""
    again = document.attempts < TRIES
    document.change(state=DocumentState.QUEUED if again else DocumentState.FAILED, problem=problem)


def keep(document: Document, paper: Paper) -> None:
    """Write under another name, flush, rename: nobody ever sees a truncated file."""
    name = document.file.field.generate_filename(document, f"{document.kind}-{document.pk}.pdf")
    path = Path(document.file.storage.path(name))
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    try:
        with partial.open("wb") as file:
            file.write(paper.pdf)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
    document.change(
        state=DocumentState.READY,
        file=name,
        sha256=hashlib.sha256(paper.pdf).hexdigest(),
        pages=paper.pages,
        html="",
        problem="",
        finished_at=timezone.now(),
    )
