"""From stored answers to the results of a self-review."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from bcp.accounts.models import Center, User
from bcp.audit.models import record
from bcp.core.actions import Refused, action
from engagements.contacts import sectors_without_contacts
from engagements.enums import ChangeVerdict, ReviewState
from engagements.models import Answer, Gap, Question, Questionnaire, SelfReview
from engagements.scoring import (
    AnswerFacts,
    Comparison,
    NetworkMedian,
    QuestionFacts,
    ReviewResult,
    compare,
    network_median,
    score,
)


@action
def start_review(center: Center, title: str, *, by: User) -> SelfReview:
    """Begin a self-review on the current questionnaire. Refused while another is in draft."""
    if center.self_reviews.filter(state=ReviewState.DRAFT).exists():
        raise Refused("A self-review is in draft already. Finish it, or go on with it.")
    review = SelfReview.objects.create(
        center=center,
        questionnaire=Questionnaire.objects.get(is_current=True),
        title=title,
        started_by=by,
        previous=center.self_reviews.filter(state=ReviewState.SUBMITTED).first(),
    )
    record("self_review.started", review, by=by)
    return review


def questions_of(questionnaire: Questionnaire) -> list[QuestionFacts]:
    """The questions as scoring needs them."""
    rows = questionnaire.questions.prefetch_related("sectors")
    return [
        QuestionFacts(
            code=row.code,
            area=row.focus_area_id,
            scale=row.scale,
            weight=row.weight,
            critical=row.is_critical,
            sectors=frozenset(sector.code for sector in row.sectors.all()),
            topic=row.topic_id,
            wording=row.text,
        )
        for row in rows
    ]


def facts_of(answer: Answer) -> AnswerFacts:
    """One stored answer as scoring needs it."""
    return AnswerFacts(answer.value, answer.is_unknown, answer.is_not_applicable)


def answers_of(review: SelfReview) -> dict[str, AnswerFacts]:
    """Question code -> answer."""
    rows = review.answers.select_related("question")
    return {row.question.code: facts_of(row) for row in rows}


def score_review(
    review: SelfReview, without_contacts: frozenset[str] | None = None
) -> ReviewResult:
    """The results of a review; sectors without contacts are asked of the directory."""
    if without_contacts is None:
        without_contacts = sectors_without_contacts(review.center)
    return score(questions_of(review.questionnaire), answers_of(review), without_contacts)


def compare_with_previous(review: SelfReview, result: ReviewResult) -> Comparison | None:
    """Beside the review before it, or None for the first one."""
    if review.previous is None:
        return None
    return compare(score_review(review.previous, frozenset()), result)


def medians(questionnaire: Questionnaire) -> dict[str, NetworkMedian]:
    """Focus area -> the network's median over each center's latest submitted review.

    Areas with fewer than five centers are missing: nobody's score can be guessed.
    """
    latest: dict[int, SelfReview] = {}
    submitted = SelfReview.objects.filter(state=ReviewState.SUBMITTED, questionnaire=questionnaire)
    for review in submitted.order_by("submitted_at"):
        latest[review.center_id] = review
    facts = questions_of(questionnaire)
    given: dict[int, dict[str, AnswerFacts]] = defaultdict(dict)
    rows = Answer.objects.filter(review__in=latest.values()).select_related("question")
    for row in rows:
        given[row.review_id][row.question.code] = facts_of(row)
    scores: dict[str, list[float]] = defaultdict(list)
    for answers in given.values():
        for area in score(facts, answers).areas:
            if area.score is not None:
                scores[area.code].append(area.score)
    found = {code: network_median(values) for code, values in scores.items()}
    return {code: median for code, median in found.items() if median is not None}


@dataclass(frozen=True)
class WorkedGap:
    """A gap that an engagement worked on: then, done, now."""

    gap: Gap
    done: int
    total: int
    now: AnswerFacts | None
    verdict: ChangeVerdict

    @property
    def now_text(self) -> str:
        """The answer now, in a word."""
        if self.now is None or not self.now.is_answered:
            return "not answered"
        if self.now.is_not_applicable:
            return "not applicable"
        return "don’t know" if self.now.is_unknown else str(self.now.value)

    @property
    def then_text(self) -> str:
        """The answer then, in a word."""
        return "don’t know" if self.gap.value is None else str(self.gap.value)


def worked_gaps(review: SelfReview) -> list[WorkedGap]:
    """Every gap worked on since the review before: "changed after", never "because of"."""
    gaps = (
        Gap.objects.filter(engagement__center=review.center, is_active=True)
        .exclude(engagement__review=review)
        .filter(engagement__review__isnull=False, engagement__created_at__lt=until(review))
        .exclude(engagement__state__in=["declined", "cancelled"])
        .select_related("question", "focus_area", "engagement")
        .annotate(
            total=Count("action_items"),
            done=Count("action_items", filter=Q(action_items__state="done")),
        )
        .order_by("-engagement_id", "focus_area__position", "question__position")
    )
    questions = {row.code: row for row in review.questionnaire.questions.all()}
    answers = answers_of(review)
    return [worked(gap, questions.get(gap.question.code), answers) for gap in gaps]


def until(review: SelfReview) -> Any:
    """The moment up to which engagements count for this review."""
    return review.submitted_at or review.updated_at


def worked(gap: Any, question: Question | None, answers: dict[str, AnswerFacts]) -> WorkedGap:
    """Then, done and now of one gap."""
    now = answers.get(gap.question.code)
    return WorkedGap(gap, gap.done, gap.total, now, verdict_of(gap, question, now))


def verdict_of(gap: Gap, question: Question | None, now: AnswerFacts | None) -> ChangeVerdict:
    """Improved, unchanged, worse, not measured, or not comparable when the wording changed."""
    then = gap.question
    if question is None or (question.text, question.scale) != (then.text, then.scale):
        return ChangeVerdict.NOT_COMPARABLE
    if now is None or now.points is None:
        return ChangeVerdict.NOT_MEASURED
    before = gap.value or 0
    if now.points == before:
        return ChangeVerdict.UNCHANGED
    return ChangeVerdict.IMPROVED if now.points > before else ChangeVerdict.WORSE
