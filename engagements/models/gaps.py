"""The gaps that an engagement works on."""

from typing import ClassVar

from django.db import models

from bcp.accounts.models import Center, User
from bcp.audit.models import record
from bcp.core.actions import action
from bcp.core.models import BaseModel
from engagements.models.engagements import Engagement, EngagementScopedQuerySet
from engagements.models.vocabulary import FocusArea, Question


class Gap(BaseModel):
    """A question answered too low, in a focus area that the engagement works on.

    The score of the focus area and the answer are kept as they were when the gap was chosen.
    """

    engagement = models.ForeignKey(Engagement, on_delete=models.CASCADE, related_name="gaps")
    focus_area = models.ForeignKey(FocusArea, on_delete=models.PROTECT, related_name="+")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="+")
    value = models.PositiveSmallIntegerField(null=True)  # the answer then; None: don't know
    area_score = models.DecimalField(max_digits=4, decimal_places=1, null=True)
    area_class = models.CharField(max_length=12, blank=True)
    is_active = models.BooleanField(default=True)  # taken out by a person, with a reason
    reason = models.CharField(max_length=300, blank=True)

    class QuerySet(EngagementScopedQuerySet):
        """Gaps."""

        center_path = "engagement__center"

    objects = QuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["focus_area__position", "question__position"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["engagement", "question"], name="one_gap_per_question"),
        ]

    def __str__(self) -> str:
        return f"{self.question.code} in {self.focus_area}"

    @property
    def center(self) -> Center:
        """The center whose gap it is."""
        return self.engagement.center

    @action
    def take_out(self, reason: str, *, by: User) -> None:
        """The engagement does not work on it; its suggestions leave the guest list."""
        self.lock()
        self.change(is_active=False, reason=reason)
        record("gap.taken_out", self, by=by)

    @action
    def put_back(self, *, by: User) -> None:
        """The engagement works on it again."""
        self.lock()
        self.change(is_active=True, reason="")
        record("gap.put_back", self, by=by)
