"""What planning keeps: the checklist and the calls."""

from datetime import date, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from bcp.accounts.models import Center, User
from bcp.audit.models import record
from bcp.core.actions import action
from bcp.core.models import BaseModel
from engagements.enums import ChecklistFact
from engagements.models.engagements import Engagement, EngagementScopedQuerySet


class ChecklistItem(BaseModel):
    """One thing to do in planning, due some days before or after the roundtable."""

    engagement = models.ForeignKey(Engagement, on_delete=models.CASCADE, related_name="checklist")
    step = models.CharField(max_length=12)
    title = models.CharField(max_length=160)
    fact = models.CharField(  # what does it by itself; empty when only a person knows
        max_length=12, choices=ChecklistFact, blank=True, editable=False
    )
    due_offset_days = models.SmallIntegerField(null=True, blank=True)  # from the roundtable's day
    due_on = models.DateField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    position = models.PositiveSmallIntegerField(default=0)

    class QuerySet(EngagementScopedQuerySet):
        """Checklist items."""

        center_path = "engagement__center"

    objects = QuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["position", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def center(self) -> Center:
        """The center that plans."""
        return self.engagement.center

    @property
    def is_overdue(self) -> bool:
        """Whether its day has passed and it is not done."""
        return (
            self.done_at is None and self.due_on is not None and self.due_on < timezone.localdate()
        )

    def count_from(self, day: date | None) -> None:
        """Set the due day from the roundtable's day; without one nothing is due."""
        if self.due_offset_days is not None:
            self.due_on = day + timedelta(days=self.due_offset_days) if day else None

    @action
    def tick(self, *, by: User) -> None:
        """It is done. A second time changes nothing."""
        self.lock()
        if self.done_at is None:
            self.change(done_at=timezone.now(), done_by=by)
            record("checklist.ticked", self, by=by)

    @action
    def untick(self, *, by: User) -> None:
        """It is not done after all."""
        self.lock()
        if self.done_at is not None:
            self.change(done_at=None, done_by=None)
            record("checklist.unticked", self, by=by)


class PlanningCall(BaseModel):
    """A call of the people who plan, with its minutes."""

    engagement = models.ForeignKey(Engagement, on_delete=models.CASCADE, related_name="calls")
    starts_at = models.DateTimeField()
    subject = models.CharField(max_length=160)
    present = models.CharField("who took part", max_length=300, blank=True)
    minutes = models.TextField(max_length=8000, blank=True)

    class QuerySet(EngagementScopedQuerySet):
        """Planning calls."""

        center_path = "engagement__center"

    objects = QuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-starts_at"]

    def __str__(self) -> str:
        return self.subject

    @property
    def center(self) -> Center:
        """The center that plans."""
        return self.engagement.center
