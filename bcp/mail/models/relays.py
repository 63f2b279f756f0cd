"""The mail server we hand over to, and the addresses that refused."""

from typing import ClassVar

from django.db import models

from bcp.accounts.models import ProgramQuerySet
from bcp.core.models import BaseModel


class Relay(BaseModel):
    """The mail server that takes our mails: whether it answers, and how fast it may be fed.

    After some failures in a row its breaker opens: nobody talks to it until `retry_at`, when one
    worker tries. Failures of the server use up no attempt of any mail.
    """

    name = models.CharField(max_length=200, unique=True)  # host:port
    failures = models.PositiveIntegerField(default=0)  # in a row
    failing_since = models.DateTimeField(null=True, blank=True)
    retry_at = models.DateTimeField(null=True, blank=True)  # set while the breaker is open
    problem = models.CharField(max_length=300, blank=True)
    tokens = models.FloatField(default=0)  # mails it may be given now, when there is a pace
    tokens_at = models.DateTimeField(null=True, blank=True)

    objects = ProgramQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        """Whether its breaker is open: mail waits until the server answers again."""
        return self.retry_at is not None


class Suppression(BaseModel):
    """An address that refused mail. It is known here only by a keyed hash.

    Three refusals, or one mail that came back for good, stop mail to it until a person says that
    the address is right.
    """

    address_hash = models.CharField(max_length=64, unique=True)
    refusals = models.PositiveSmallIntegerField(default=0)
    suppressed_at = models.DateTimeField(null=True, blank=True)

    objects = ProgramQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-pk"]

    def __str__(self) -> str:
        return f"suppression {self.pk}"
