"""What was sent together."""

from typing import Any, ClassVar

from django.db import models

from bcp.accounts.models import Center, TenantQuerySet, User
from bcp.core.models import BaseModel


class MailBatch(BaseModel):
    """The mails of one "Send": the text they share, built once, with marks for personal values.

    `skeleton` is the finished message cut at its marks (bcp.mail.skeletons). It never changes, so
    that every attempt of a mail has the same bytes; it is emptied when no mail needs it any more.
    """

    center = models.ForeignKey(Center, null=True, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    idempotency_key = models.CharField(max_length=200, unique=True)
    recipients_sha256 = models.CharField(max_length=64)
    subject = models.CharField(max_length=300)
    skeleton = models.TextField(blank=True)
    kept_until = models.DateTimeField(null=True, blank=True)  # when nobody needs its links any more
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = TenantQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "mail batches"
        ordering: ClassVar[list[str]] = ["-pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def mails(self) -> "models.QuerySet[Any]":
        """The mails of this batch."""
        return self.outgoingmail_set.all()
