"""Two self-reviews side by side, and a center beside its network."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import median

from engagements.enums import ChangeVerdict, FocusClass
from engagements.scoring.facts import AnswerFacts, QuestionFacts, area_score
from engagements.scoring.results import AreaResult, ReviewResult

CENTERS_NEEDED = 5


@dataclass(frozen=True, slots=True)
class QuestionChange:
    """One question asked both times: points then and now (0 to 4, None when not measured)."""

    code: str
    area: str
    before: int | None
    after: int | None
    verdict: ChangeVerdict


@dataclass(frozen=True, slots=True)
class AreaChange:
    """One focus area then and now, over the questions that were measured both times.

    `measured` of the area's `questions` (of the later review) carry the two scores; when they are
    fewer, the scores differ from those on the two result pages, and the page should say so.
    """

    code: str
    before: float | None
    after: float | None
    measured: int
    questions: int
    verdict: ChangeVerdict

    @property
    def is_partial(self) -> bool:
        return self.measured < self.questions


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed between two self-reviews; `added` and `removed` are codes asked only once."""

    areas: tuple[AreaChange, ...]
    questions: tuple[QuestionChange, ...]
    added: tuple[str, ...]
    removed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NetworkMedian:
    """The middle of the network's scores (0.0 to 100.0) and how many centers stand behind it."""

    score: float
    centers: int


def compare(before: ReviewResult, after: ReviewResult) -> Comparison:
    """Set two self-reviews beside each other, question by question of the same code.

    A question whose scale or wording changed is not comparable; one that was not applicable or
    not answered in either review is not measured. Areas are compared like for like: over the
    questions measured both times, with the later weights; an area that either review left
    incomplete is not measured. Source: docs/scoring.md.
    """
    then = {question.code: question for question in before.questions}
    now = {question.code: question for question in after.questions}
    complete = _complete_areas(before) & _complete_areas(after)
    changes = tuple(
        _question_change(then[code], question, before.answer(code), after.answer(code))
        for code, question in now.items()
        if code in then
    )
    return Comparison(
        areas=tuple(
            _area_change(area, now, changes, is_complete=area.code in complete)
            for area in after.areas
        ),
        questions=changes,
        added=tuple(code for code in now if code not in then),
        removed=tuple(code for code in then if code not in now),
    )


def network_median(scores: Iterable[float]) -> NetworkMedian | None:
    """The median of one area over the network's centers; None below five, so that none shows."""
    known = list(scores)
    if len(known) < CENTERS_NEEDED:
        return None
    return NetworkMedian(score=round(median(known), 1), centers=len(known))


def _verdict(before: float | None, after: float | None) -> ChangeVerdict:
    if before is None or after is None:
        return ChangeVerdict.NOT_MEASURED
    if after == before:
        return ChangeVerdict.UNCHANGED
    return ChangeVerdict.IMPROVED if after > before else ChangeVerdict.WORSE


def _question_change(
    then: QuestionFacts, now: QuestionFacts, before: AnswerFacts, after: AnswerFacts
) -> QuestionChange:
    is_same = (then.scale, then.wording) == (now.scale, now.wording)
    return QuestionChange(
        code=now.code,
        area=now.area,
        before=before.points,
        after=after.points,
        verdict=_verdict(before.points, after.points) if is_same else ChangeVerdict.NOT_COMPARABLE,
    )


def _complete_areas(result: ReviewResult) -> set[str]:
    return {area.code for area in result.areas if area.focus != FocusClass.INCOMPLETE}


def _area_verdict(before: float | None, after: float | None, *, is_complete: bool) -> ChangeVerdict:
    return _verdict(before, after) if is_complete else ChangeVerdict.NOT_MEASURED


def _area_change(
    area: AreaResult,
    questions: Mapping[str, QuestionFacts],
    changes: Iterable[QuestionChange],
    *,
    is_complete: bool,
) -> AreaChange:
    comparable = [
        change
        for change in changes
        if change.area == area.code and change.verdict != ChangeVerdict.NOT_COMPARABLE
    ]
    pairs = [
        (questions[change.code], change.before, change.after)
        for change in comparable
        if change.before is not None and change.after is not None
    ]
    before = area_score((question, points) for question, points, _ in pairs)
    after = area_score((question, points) for question, _, points in pairs)
    return AreaChange(
        code=area.code,
        before=before,
        after=after,
        measured=len(pairs),
        questions=area.questions,
        verdict=_area_verdict(before, after, is_complete=is_complete)
        if comparable
        else ChangeVerdict.NOT_COMPARABLE,
    )
