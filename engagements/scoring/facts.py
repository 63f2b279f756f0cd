"""What scoring is told: questions and answers as plain facts, and the sums over them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

MAXIMUM = 4

REVIEWED_SECTORS = frozenset(
    {
        "private_sector",
        "chamber",
        "critical_infrastructure",
        "public_agency",
        "fire",
        "public_health",
        "emergency_management",
        "crime_stoppers",
        "law_enforcement",
        "community",
    }
)


@dataclass(frozen=True, slots=True)
class QuestionFacts:
    """One question of a questionnaire version, as far as scoring needs it.

    `weight` is 1 to 3. `wording` is only compared: two versions of a question are the same
    question while code, scale and wording are equal.
    """

    code: str
    area: str
    scale: str
    weight: int
    critical: bool
    sectors: frozenset[str]
    topic: str
    wording: str = ""

    @property
    def is_general(self) -> bool:
        """True when the question is about all ten sectors, and so about none in particular."""
        return self.sectors >= REVIEWED_SECTORS

    @property
    def share(self) -> int:
        """How much the question says about one of its sectors, in quarters: 4, or 1 if general."""
        return 1 if self.is_general else 4


@dataclass(frozen=True, slots=True)
class AnswerFacts:
    """One answer: a value 0 to 4, "don't know", "not applicable", or nothing yet.

    Raises ValueError for a value outside 0 to 4 and for two answers at once.
    """

    value: int | None = None
    is_unknown: bool = False
    is_not_applicable: bool = False

    def __post_init__(self) -> None:
        if self.value is not None and not 0 <= self.value <= MAXIMUM:
            raise ValueError(f"An answer is 0 to {MAXIMUM}, not {self.value}.")
        if (self.value is not None) + self.is_unknown + self.is_not_applicable > 1:
            raise ValueError("A question has one answer, not two.")

    @property
    def is_answered(self) -> bool:
        return self.value is not None or self.is_unknown or self.is_not_applicable

    @property
    def points(self) -> int | None:
        """What counts: 0 to 4; "don't know" is 0; None for not applicable and not answered."""
        return 0 if self.is_unknown else self.value


NO_ANSWER = AnswerFacts()


def percent(part: int, whole: int) -> float | None:
    """`part` of `whole` in percent, half up to one decimal; None when there is no whole."""
    return (2000 * part + whole) // (2 * whole) / 10 if whole else None


def measured_of(
    questions: Iterable[QuestionFacts], answers: Mapping[str, AnswerFacts]
) -> list[tuple[QuestionFacts, int]]:
    """The questions that count, each with its points."""
    return [
        (question, points)
        for question in questions
        if (points := answers.get(question.code, NO_ANSWER).points) is not None
    ]


def area_score(measured: Iterable[tuple[QuestionFacts, int]]) -> float | None:
    pairs = list(measured)
    return percent(
        sum(question.weight * points for question, points in pairs),
        sum(question.weight * MAXIMUM for question, _ in pairs),
    )
