"""The self-review scoring rule: from answers to focus areas, sectors, topics and their reasons.

Pure functions over plain facts; nothing here reads the database. The rule itself, its worked
example and the choices made where it is silent stand in docs/scoring.md.
"""

from engagements.scoring.comparisons import (
    AreaChange,
    Comparison,
    NetworkMedian,
    QuestionChange,
    compare,
    network_median,
)
from engagements.scoring.facts import REVIEWED_SECTORS, AnswerFacts, QuestionFacts
from engagements.scoring.results import AreaResult, Reason, ReviewResult, SectorNeed, TopicNeed
from engagements.scoring.rules import score

__all__ = [
    "REVIEWED_SECTORS",
    "AnswerFacts",
    "AreaChange",
    "AreaResult",
    "Comparison",
    "NetworkMedian",
    "QuestionChange",
    "QuestionFacts",
    "Reason",
    "ReviewResult",
    "SectorNeed",
    "TopicNeed",
    "compare",
    "network_median",
    "score",
]
