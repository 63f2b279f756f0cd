"""The sections of a self-review in progress: one per focus area."""

from collections import defaultdict
from dataclasses import dataclass

from engagements.models import Answer, Question, SelfReview


@dataclass(frozen=True)
class Section:
    """One focus area with its questions and how many are answered."""

    code: str
    name: str
    description: str
    questions: list[Question]
    answered: int
    flagged: int
    next_code: str

    @property
    def total(self) -> int:
        """How many questions it has."""
        return len(self.questions)

    @property
    def state(self) -> str:
        """Not started, In progress or Complete."""
        if not self.answered:
            return "Not started"
        return "Complete" if self.answered == self.total else "In progress"

    @property
    def tone(self) -> str:
        """The tone of the state's tag."""
        return {"Complete": "success", "In progress": "info"}.get(self.state, "neutral")


def sections_of(review: SelfReview) -> list[Section]:
    """All sections, in the order of the questionnaire."""
    questions: dict[str, list[Question]] = defaultdict(list)
    for question in review.questionnaire.questions.select_related("focus_area"):
        questions[question.focus_area_id].append(question)
    answers = {answer.question_id: answer for answer in review.answers.all()}
    codes = list(questions)
    return [
        Section(
            code=code,
            name=rows[0].focus_area.name,
            description=rows[0].focus_area.description,
            questions=rows,
            answered=sum(is_answered(answers.get(row.pk)) for row in rows),
            flagged=sum(row.pk in answers and answers[row.pk].is_flagged for row in rows),
            next_code=next_code,
        )
        for (code, rows), next_code in zip(questions.items(), [*codes[1:], ""], strict=True)
    ]


def is_answered(answer: Answer | None) -> bool:
    """Whether a choice was made."""
    return answer is not None and answer.choice != ""


def section_of(review: SelfReview, code: str) -> Section | None:
    """One section, or None when the questionnaire has no such focus area."""
    return {section.code: section for section in sections_of(review)}.get(code)
