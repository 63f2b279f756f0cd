"""Pages of the pool of experts and of their assignments."""

from roundtables.views.experts.answers import assignment_answer
from roundtables.views.experts.assignments import (
    assignment_add,
    assignment_board,
    assignment_list,
    assignment_record,
    assignment_request,
    assignment_withdraw,
)
from roundtables.views.experts.pool import (
    expert_away,
    expert_away_remove,
    expert_create,
    expert_detail,
    expert_edit,
    expert_list,
)

__all__ = [
    "assignment_add",
    "assignment_answer",
    "assignment_board",
    "assignment_list",
    "assignment_record",
    "assignment_request",
    "assignment_withdraw",
    "expert_away",
    "expert_away_remove",
    "expert_create",
    "expert_detail",
    "expert_edit",
    "expert_list",
]
