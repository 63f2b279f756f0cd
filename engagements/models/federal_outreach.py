"""Outreach of federal agencies, as far as the program office knows of it."""

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models

from bcp.accounts.models import ProgramQuerySet, State
from bcp.core.models import BaseModel


class FederalOutreach(BaseModel):
    """Something that a federal agency does with a community; coordinators enter it in the admin."""

    title = models.CharField(max_length=160)
    agency = models.CharField(max_length=120, help_text="For example: CISA Region 8")
    state = models.ForeignKey(State, on_delete=models.PROTECT, related_name="+")
    city = models.CharField(max_length=80, blank=True)
    begins_on = models.DateField("first day")
    ends_on = models.DateField("last day", null=True, blank=True)
    note = models.CharField(max_length=300, blank=True, help_text="Whom to ask about it")

    objects = ProgramQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["begins_on", "pk"]
        verbose_name = "federal outreach"
        verbose_name_plural = "federal outreach"

    def __str__(self) -> str:
        return f"{self.title} ({self.agency})"

    def clean(self) -> None:
        """The last day is not before the first."""
        if self.ends_on and self.begins_on and self.ends_on < self.begins_on:
            raise ValidationError({"ends_on": "Choose a last day that is not before the first."})
