"""What a scored self-review says."""

from collections.abc import Mapping
from dataclasses import dataclass

from engagements.enums import UNKNOWN_LABEL, FocusClass
from engagements.scoring.facts import NO_ANSWER, AnswerFacts, QuestionFacts


@dataclass(frozen=True, slots=True)
class Reason:
    """An answer that weighs on a result. `lost` is weight times the points missing to 4."""

    code: str
    points: int
    is_unknown: bool
    lost: int

    def __str__(self) -> str:
        return f"{self.code} = {UNKNOWN_LABEL.lower() if self.is_unknown else self.points}"


@dataclass(frozen=True, slots=True)
class AreaResult:
    """One focus area. `score` is 0.0 to 100.0 with one decimal, None when nothing counts."""

    code: str
    score: float | None
    focus: FocusClass
    questions: int
    answered: int
    unknown: int
    not_applicable: int
    critical_gaps: tuple[str, ...]
    reasons: tuple[Reason, ...]

    @property
    def answered_share(self) -> float:
        """Answered questions, "not applicable" included, as a share 0.0 to 1.0."""
        return self.answered / self.questions

    @property
    def is_not_applicable(self) -> bool:
        """True when every question of the area was set aside as not applicable."""
        return self.not_applicable == self.questions


@dataclass(frozen=True, slots=True)
class SectorNeed:
    """How much a sector needs attention: 0.0 (none) to 100.0; None when nothing was answered."""

    code: str
    need: float | None
    is_recommended: bool
    has_no_contacts: bool
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class TopicNeed:
    """A topic worth putting on the agenda; `is_added` marks T05, which always goes with T07."""

    code: str
    lost: int
    is_added: bool
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class ReviewResult:
    """What a self-review says: areas in questionnaire order, sectors highest need first."""

    areas: tuple[AreaResult, ...]
    sectors: tuple[SectorNeed, ...]
    recommended_sectors: tuple[SectorNeed, ...]
    recommended_topics: tuple[TopicNeed, ...]
    questions: tuple[QuestionFacts, ...]
    answers: Mapping[str, AnswerFacts]

    def area(self, code: str) -> AreaResult:
        """The result of one focus area. Raises KeyError when the questionnaire has no such area."""
        return {area.code: area for area in self.areas}[code]

    def answer(self, code: str) -> AnswerFacts:
        return self.answers.get(code, NO_ANSWER)
