"""Finished papers: what was rendered, from what, and who may see it."""

from typing import ClassVar

from django.db import models

from bcp.accounts.models import Center, TenantQuerySet
from bcp.core.models import BaseModel


class DocumentState(models.TextChoices):
    """Where a rendering stands."""

    QUEUED = "queued", "Waiting"
    RENDERING = "rendering", "Being made"
    READY = "ready", "Ready"
    FAILED = "failed", "Could not be made"


class DocumentQuerySet(TenantQuerySet):
    """Papers of a center; `about` is the text key of the row they show, such as "packet:7"."""


class Document(BaseModel):
    """A PDF made from the center's data, kept with its version and hash.

    States:
        queued     asked for, not begun
        rendering  a worker is making it
        ready      the whole file is stored; a truncated one never is
        failed     it could not be made; `problem` says why in plain words
    """

    center = models.ForeignKey(Center, null=True, on_delete=models.CASCADE, related_name="+")
    about = models.CharField(max_length=60)
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    version = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=10, choices=DocumentState, default=DocumentState.QUEUED)
    html = models.TextField(blank=True)  # the source, emptied once the file is stored
    file = models.FileField(upload_to="documents/%Y/%m/", blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    pages = models.PositiveIntegerField(default=0)
    problem = models.CharField(max_length=300, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-pk"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["about", "kind", "-version"])]

    def __str__(self) -> str:
        return f"{self.title} (version {self.version})"
