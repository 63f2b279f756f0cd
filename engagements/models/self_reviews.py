"""A center takes stock of its partnerships."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils import timezone

from bcp.accounts.models import Center, TenantQuerySet, User
from bcp.audit.models import record
from bcp.core.actions import Refused, action
from bcp.core.models import BaseModel, StatefulModel
from engagements.enums import ReviewState, answer_label
from engagements.models.vocabulary import Question, Questionnaire


class SelfReviewQuerySet(TenantQuerySet):
    """Self-reviews."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Those of one's own centers; DHS coordinators see a draft only once it is submitted."""
        rows = super().visible_to(user)
        return rows.submitted() if user.is_authenticated and user.sees_all_centers else rows

    def submitted(self) -> Self:
        """Those whose results can be worked with."""
        return self.filter(state=ReviewState.SUBMITTED)


class SelfReview(StatefulModel):
    """A center's voluntary self-review; it is not the DHS Fusion Center Assessment.

    States:
        draft      several people fill it in
        submitted  the director has closed it; its results can be worked with
    """

    center = models.ForeignKey(Center, on_delete=models.CASCADE, related_name="self_reviews")
    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=120)
    state = models.CharField(max_length=10, choices=ReviewState, default=ReviewState.DRAFT)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    shares_evidence = models.BooleanField("DHS may read the evidence texts", default=False)
    previous = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = SelfReviewQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-pk"]
        verbose_name = "self-review"

    refusals: ClassVar[dict[str, str]] = {
        ReviewState.SUBMITTED: (
            "This self-review is submitted. Its answers cannot be changed any more."
        ),
    }

    def __str__(self) -> str:
        return self.title

    @action
    def answer(self, question: Question, *, by: User, **given: Any) -> "Answer":
        """Keep the answer to one question; the last one counts and says who gave it.

        `given`: value 0 to 4, or is_unknown, or is_not_applicable with a reason; evidence;
        is_flagged.
        """
        self.require(ReviewState.DRAFT)
        answer, _ = Answer.objects.update_or_create(
            review=self, question=question, defaults={**given, "answered_by": by}
        )
        return answer

    @action
    def submit(self, *, by: User) -> None:
        """Close the answers. Only the director submits; nothing can be changed afterwards."""
        self.require(ReviewState.DRAFT)
        if not by.is_director_of(self.center):
            raise Refused("Only the director of the center submits the self-review.")
        self.change(state=ReviewState.SUBMITTED, submitted_at=timezone.now(), submitted_by=by)
        record("self_review.submitted", self, by=by)

    @action
    def share_evidence(self, is_shared: bool, *, by: User) -> None:
        """Let DHS read the evidence texts, or not. Scores of submitted reviews they see anyway."""
        self.lock()
        if not by.is_director_of(self.center):
            raise Refused("Only the director of the center decides that.")
        self.change(shares_evidence=is_shared)
        record("self_review.evidence_shared", self, by=by, is_shared=is_shared)


class AnswerQuerySet(TenantQuerySet):
    """Answers of self-reviews."""

    center_path = "review__center"


class Answer(BaseModel):
    """What the center said to one question. `value` is None when unknown or not applicable."""

    review = models.ForeignKey(SelfReview, on_delete=models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="+")
    value = models.PositiveSmallIntegerField(null=True, blank=True)
    is_unknown = models.BooleanField(default=False)
    is_not_applicable = models.BooleanField(default=False)
    reason = models.CharField("why it does not apply", max_length=300, blank=True)
    evidence = models.TextField(max_length=2000, blank=True)
    is_flagged = models.BooleanField("look at it again", default=False)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = AnswerQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["review", "question"], name="one_answer_per_question"),
        ]

    def __str__(self) -> str:
        return f"{self.question.code}: {self.value}"

    @property
    def choice(self) -> str:
        """The answer as the form knows it: "0" to "4", "unknown", "na", or "" for none."""
        if self.is_unknown:
            return "unknown"
        if self.is_not_applicable:
            return "na"
        return "" if self.value is None else str(self.value)

    @property
    def label(self) -> str:
        """The words of the answer."""
        return answer_label(
            self.question.scale,
            self.value,
            is_unknown=self.is_unknown,
            is_not_applicable=self.is_not_applicable,
        )

    @property
    def center(self) -> Center:
        """The center that answered."""
        return self.review.center
