"""The scoring rule: classes of focus areas, needs of sectors, topics, and why."""

from collections.abc import Iterable, Mapping, Sequence

from engagements.enums import FocusClass
from engagements.scoring.facts import (
    MAXIMUM,
    NO_ANSWER,
    AnswerFacts,
    QuestionFacts,
    area_score,
    measured_of,
    percent,
)
from engagements.scoring.results import AreaResult, Reason, ReviewResult, SectorNeed, TopicNeed

ANSWERED_SHARE_NEEDED = 60
PRIORITY_BELOW = 50.0
OPPORTUNITY_BELOW = 75.0
GAP_AT_MOST = 1
NEED_TO_RECOMMEND = 35.0
RECOMMENDED_AT_MOST = 5
REASONS_KEPT = 3
INDICATORS_TOPIC = "T07"
PROTECTIONS_TOPIC = "T05"


def score(
    questions: Sequence[QuestionFacts],
    answers: Mapping[str, AnswerFacts],
    sectors_without_contacts: frozenset[str] = frozenset(),
) -> ReviewResult:
    """Score a self-review; a question without an entry in `answers` (by code) is not answered.

    `sectors_without_contacts` are sector codes with no active contact in the center's directory.
    Raises ValueError when an answer has no question. Source: self-review scoring rule,
    docs/scoring.md.
    """
    strangers = answers.keys() - {question.code for question in questions}
    if strangers:
        raise ValueError(f"Answers without a question: {', '.join(sorted(strangers))}.")
    areas = tuple(
        _score_area(code, [question for question in questions if question.area == code], answers)
        for code in dict.fromkeys(question.area for question in questions)
    )
    sectors = _sector_needs(questions, answers, areas, sectors_without_contacts)
    return ReviewResult(
        areas=areas,
        sectors=sectors,
        recommended_sectors=_recommended_sectors(sectors),
        recommended_topics=_recommended_topics(questions, answers, areas),
        questions=tuple(questions),
        answers=dict(answers),
    )


def _reasons(
    measured: Iterable[tuple[QuestionFacts, int]],
    answers: Mapping[str, AnswerFacts],
    *,
    by_share: bool = False,
) -> tuple[Reason, ...]:
    """The three answers that weigh most, heaviest first; equal ones in questionnaire order."""
    lost = [
        (
            question,
            points,
            question.weight * (MAXIMUM - points) * (question.share if by_share else 1),
        )
        for question, points in measured
        if points < MAXIMUM
    ]
    lost.sort(key=lambda entry: -entry[2])
    return tuple(
        Reason(
            code=question.code,
            points=points,
            is_unknown=answers[question.code].is_unknown,
            lost=question.weight * (MAXIMUM - points),
        )
        for question, points, _ in lost[:REASONS_KEPT]
    )


def _score_area(
    code: str, questions: Sequence[QuestionFacts], answers: Mapping[str, AnswerFacts]
) -> AreaResult:
    given = [answers.get(question.code, NO_ANSWER) for question in questions]
    measured = measured_of(questions, answers)
    answered = sum(answer.is_answered for answer in given)
    points = area_score(measured)
    critical_gaps = tuple(
        question.code for question, value in measured if question.critical and value <= GAP_AT_MOST
    )
    is_complete = 100 * answered >= ANSWERED_SHARE_NEEDED * len(questions)
    return AreaResult(
        code=code,
        score=points,
        focus=_classify(points if is_complete else None, has_critical_gap=bool(critical_gaps)),
        questions=len(questions),
        answered=answered,
        unknown=sum(answer.is_unknown for answer in given),
        not_applicable=sum(answer.is_not_applicable for answer in given),
        critical_gaps=critical_gaps,
        reasons=_reasons(measured, answers),
    )


def _classify(points: float | None, *, has_critical_gap: bool) -> FocusClass:
    if points is None:
        return FocusClass.INCOMPLETE
    if points < PRIORITY_BELOW or has_critical_gap:
        return FocusClass.PRIORITY
    return FocusClass.OPPORTUNITY if points < OPPORTUNITY_BELOW else FocusClass.SUSTAIN


def _sector_needs(
    questions: Sequence[QuestionFacts],
    answers: Mapping[str, AnswerFacts],
    areas: Sequence[AreaResult],
    without_contacts: frozenset[str],
) -> tuple[SectorNeed, ...]:
    priority_areas = {area.code for area in areas if area.focus == FocusClass.PRIORITY}
    in_priority_area = {
        sector
        for question in questions
        if question.area in priority_areas and not question.is_general
        for sector in question.sectors
    }
    needs = []
    for code in sorted({sector for question in questions for sector in question.sectors}):
        measured = measured_of((q for q in questions if code in q.sectors), answers)
        needs.append((code, _sector_need(measured), _reasons(measured, answers, by_share=True)))
    needs.sort(key=lambda entry: -1.0 if entry[1] is None else entry[1], reverse=True)
    chosen = [code for code, need, _ in needs if need is not None and need >= NEED_TO_RECOMMEND]
    recommended = {*chosen[:RECOMMENDED_AT_MOST], *(without_contacts & in_priority_area)}
    return tuple(
        SectorNeed(
            code=code,
            need=need,
            is_recommended=code in recommended,
            has_no_contacts=code in without_contacts,
            reasons=reasons,
        )
        for code, need, reasons in needs
    )


def _sector_need(measured: Sequence[tuple[QuestionFacts, int]]) -> float | None:
    return percent(
        sum(question.weight * question.share * (MAXIMUM - points) for question, points in measured),
        sum(question.weight * question.share * MAXIMUM for question, _ in measured),
    )


def _recommended_sectors(sectors: Sequence[SectorNeed]) -> tuple[SectorNeed, ...]:
    return tuple(sector for sector in sectors if sector.is_recommended)


def _recommended_topics(
    questions: Sequence[QuestionFacts],
    answers: Mapping[str, AnswerFacts],
    areas: Sequence[AreaResult],
) -> tuple[TopicNeed, ...]:
    weak_areas = {
        area.code for area in areas if area.focus in {FocusClass.PRIORITY, FocusClass.OPPORTUNITY}
    }
    gaps: dict[str, list[tuple[QuestionFacts, int]]] = {}
    for question, points in measured_of(questions, answers):
        if points <= GAP_AT_MOST and question.area in weak_areas:
            gaps.setdefault(question.topic, []).append((question, points))
    topics = [
        TopicNeed(
            code=code,
            lost=sum(question.weight * (MAXIMUM - points) for question, points in measured),
            is_added=False,
            reasons=_reasons(measured, answers),
        )
        for code, measured in sorted(gaps.items())
    ]
    topics.sort(key=lambda topic: -topic.lost)
    if INDICATORS_TOPIC in gaps and PROTECTIONS_TOPIC not in gaps:
        topics.append(TopicNeed(code=PROTECTIONS_TOPIC, lost=0, is_added=True, reasons=()))
    return tuple(topics)
