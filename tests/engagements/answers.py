"""Answers to the questions of the current questionnaire, as the scoring rule takes them."""

from engagements.loading import rows_of
from engagements.scoring import (
    AnswerFacts,
    QuestionFacts,
)

UNKNOWN = AnswerFacts(is_unknown=True)


NOT_APPLICABLE = AnswerFacts(is_not_applicable=True)


QUESTIONS = tuple(
    QuestionFacts(
        code=row["code"],
        area=row["focus_area"],
        scale=row["scale"],
        weight=int(row["weight"]),
        critical=row["is_critical"] == "1",
        sectors=frozenset(row["sectors"].split("|")),
        topic=row["topic"],
        wording=row["text"],
    )
    for row in rows_of("questions.csv")
)


def value(points):
    return AnswerFacts(value=points)


def all_answered(points, **others):
    return {question.code: value(points) for question in QUESTIONS} | others
