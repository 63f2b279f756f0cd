"""Which experts a roundtable needs, who would do, and why."""

from roundtables.staffing.assigning import (
    BoardRow,
    Load,
    assign,
    board_rows,
    loads,
    plan_for,
)
from roundtables.staffing.gathering import candidates, need_of, quarter_of, standing_between
from roundtables.staffing.rules import Candidate, LeftOut, Need, Staffing, Suggestion, suggest

__all__ = [
    "BoardRow",
    "Candidate",
    "LeftOut",
    "Load",
    "Need",
    "Staffing",
    "Suggestion",
    "assign",
    "board_rows",
    "candidates",
    "loads",
    "need_of",
    "plan_for",
    "quarter_of",
    "standing_between",
    "suggest",
]
