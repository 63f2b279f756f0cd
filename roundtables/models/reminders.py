"""Reminders that were sent by the ladder of a roundtable: one row for each of its steps."""

from typing import ClassVar

from django.db import models

from bcp.core.models import BaseModel
from roundtables.models.base import OfRoundtable, RoundtablePrivateQuerySet
from roundtables.models.roundtables import Roundtable


class ReminderRound(OfRoundtable, BaseModel):
    """One step of the ladder of reminders, done: when it was due, and how many it went to."""

    roundtable = models.ForeignKey(
        Roundtable, on_delete=models.CASCADE, related_name="reminder_rounds"
    )
    due_at = models.DateTimeField()
    reminded = models.PositiveIntegerField(default=0)

    objects = RoundtablePrivateQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-due_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["roundtable", "due_at"], name="one_round_of_reminders_per_step"
            ),
        ]

    def __str__(self) -> str:
        return f"Reminders of {self.due_at:%Y-%m-%d}"
