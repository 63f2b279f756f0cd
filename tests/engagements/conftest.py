"""Self-reviews filled in as in the worked example of the scoring rule."""

from collections.abc import Callable
from typing import Any

import pytest

from bcp.accounts.models import Center, User
from engagements import reviewing
from engagements.models import SelfReview

# Everything is 3 except these.
EXAMPLE: dict[str, dict[str, Any]] = {
    "PHL1": {"value": 0, "evidence": "Canary: no liaison in four counties."},
    "PHL2": {"value": 1},
    "PHL3": {"value": 2},
    "PHL4": {"is_not_applicable": True, "reason": "No port of entry."},
    "PRV2": {"value": 0},
    "LEC4": {"is_unknown": True},
    "PCR1": {"value": 1},
    "TWO3": {"value": 1},
}


@pytest.fixture
def make_review(reference: None) -> Callable[..., SelfReview]:
    """A function that fills in a self-review and submits it."""

    def make(center: Center, by: User, title: str = "Self-review", **others: Any) -> SelfReview:
        review = reviewing.start_review(center, title, by=by)
        for question in review.questionnaire.questions.all():
            given = others.get(question.code) or EXAMPLE.get(question.code) or {"value": 3}
            review.answer(question, by=by, **given)
        review.submit(by=by)
        return review

    return make


@pytest.fixture
def draft(reference: None, center: Center, director: User) -> SelfReview:
    """A self-review in which nothing is answered yet."""
    return reviewing.start_review(center, "Self-review 2027", by=director)
