"""This site as the ledger knows it: which history it has, and which workers it has."""

from typing import ClassVar

from django.db import models

from bcp.accounts.models import ProgramQuerySet
from bcp.core.models import BaseModel


class Instance(BaseModel):
    """The one row that says which history this database is.

    A file beside the database (bcp.mail.epochs) says the same. When they differ, an older backup
    was restored, and mail waits for an administrator: `held_at` is set.
    """

    epoch = models.CharField(max_length=32)
    accepted_epochs = models.JSONField(default=list)  # files with these are brought up to date
    held_at = models.DateTimeField(null=True, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)

    objects = ProgramQuerySet.as_manager()

    def __str__(self) -> str:
        return self.epoch


class MailWorker(BaseModel):
    """A process that delivers mail; it says every few seconds that it lives."""

    name = models.CharField(max_length=200, unique=True)  # host:process
    seen_at = models.DateTimeField()  # on the database's clock
    clock_skew = models.FloatField(default=0)  # seconds its own clock is ahead

    objects = ProgramQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-seen_at"]

    def __str__(self) -> str:
        return self.name
