"""What the results page shows: rows made from the scores, in the words of the questionnaire."""

from dataclasses import dataclass
from typing import Any

from bcp.core.charts import Bar
from engagements import reviewing
from engagements.enums import ChangeVerdict, FocusClass
from engagements.models import Answer, FocusArea, Sector, SelfReview, Topic
from engagements.scoring import AreaChange, AreaResult, NetworkMedian, Reason, ReviewResult

TONES = {
    FocusClass.PRIORITY: "danger",
    FocusClass.OPPORTUNITY: "warning",
    FocusClass.SUSTAIN: "success",
    FocusClass.INCOMPLETE: "neutral",
}
ORDER = [FocusClass.PRIORITY, FocusClass.OPPORTUNITY, FocusClass.SUSTAIN, FocusClass.INCOMPLETE]


@dataclass(frozen=True)
class Cause:
    """An answer that weighs on a result, in words."""

    code: str
    question: str
    answer: str
    evidence: str


@dataclass(frozen=True)
class AreaRow:
    """One focus area of the results."""

    code: str
    name: str
    result: AreaResult
    tone: str
    causes: list[Cause]
    change: AreaChange | None
    median: NetworkMedian | None


def results_of(review: SelfReview) -> dict[str, Any]:
    """Context of the results page."""
    result = reviewing.score_review(review)
    comparison = reviewing.compare_with_previous(review, result)
    changes = {change.code: change for change in comparison.areas} if comparison else {}
    medians = reviewing.medians(review.questionnaire)
    names = dict(FocusArea.objects.values_list("code", "name"))
    answers = {row.question.code: row for row in review.answers.select_related("question")}
    rows = [
        AreaRow(
            area.code,
            names[area.code],
            area,
            TONES[area.focus],
            causes_of(area.reasons, answers),
            changes.get(area.code),
            medians.get(area.code),
        )
        for area in sorted(result.areas, key=rank)
    ]
    return {
        "areas": rows,
        "bars": [bar_of(row) for row in rows],
        "weak": [row for row in rows if row.result.focus in ORDER[:2]],
        "sectors": sectors_of(result, answers),
        "topics": topics_of(result, answers),
        "worked": reviewing.worked_gaps(review),
        "has_previous": comparison is not None,
        "verdicts": ChangeVerdict,
    }


def rank(area: AreaResult) -> tuple[int, float]:
    """Priority first, and within a class the lowest score first."""
    return ORDER.index(area.focus), area.score if area.score is not None else 101.0


def causes_of(reasons: tuple[Reason, ...], answers: dict[str, Answer]) -> list[Cause]:
    """Reasons with their questions and answers written out."""
    return [
        Cause(
            reason.code,
            answers[reason.code].question.text,
            answers[reason.code].label,
            answers[reason.code].evidence,
        )
        for reason in reasons
        if reason.code in answers
    ]


def bar_of(row: AreaRow) -> Bar:
    """The bar of one focus area, with the network's median as a mark."""
    return Bar(
        label=row.name,
        value=row.result.score,
        maximum=100,
        tone=row.tone,
        text="not enough answers" if row.result.score is None else f"{row.result.score:g}",
        marker=row.median.score if row.median else None,
        marker_text=f"{row.median.score:g} (n = {row.median.centers})" if row.median else "",
    )


def sectors_of(result: ReviewResult, answers: dict[str, Answer]) -> list[dict[str, Any]]:
    """Recommended sectors, each because of its answers."""
    names = dict(Sector.objects.values_list("code", "name"))
    return [
        {
            "code": need.code,
            "name": names[need.code],
            "need": need.need,
            "has_no_contacts": need.has_no_contacts,
            "causes": causes_of(need.reasons, answers),
        }
        for need in result.recommended_sectors
    ]


def topics_of(result: ReviewResult, answers: dict[str, Answer]) -> list[dict[str, Any]]:
    """Recommended topics, each because of its answers."""
    titles = dict(Topic.objects.values_list("code", "title"))
    return [
        {
            "code": topic.code,
            "title": titles[topic.code],
            "is_added": topic.is_added,
            "causes": causes_of(topic.reasons, answers),
        }
        for topic in result.recommended_topics
    ]


def table_of(review: SelfReview) -> list[list[Any]]:
    """Rows of the CSV: focus area, score, class, answered, questions."""
    result = reviewing.score_review(review)
    names = dict(FocusArea.objects.values_list("code", "name"))
    return [
        [names[area.code], area.score, area.focus.label, area.answered, area.questions]
        for area in sorted(result.areas, key=rank)
    ]
