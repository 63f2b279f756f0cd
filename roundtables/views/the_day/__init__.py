"""Pages of the day and of the follow-up."""

from roundtables.views.the_day.check_ins import (
    check_in_arrive,
    check_in_list,
    check_in_phones,
    check_in_sheet,
    check_in_sync,
    check_in_undo,
    check_in_walk_in,
)
from roundtables.views.the_day.feedback import feedback_answer, feedback_ask
from roundtables.views.the_day.follow_up import (
    record_close,
    record_reopen,
    roundtable_follow_up,
)
from roundtables.views.the_day.notes import (
    commitment_delete,
    commitment_edit,
    commitment_list,
    note_delete,
    note_edit,
    note_list,
)

__all__ = [
    "check_in_arrive",
    "check_in_list",
    "check_in_phones",
    "check_in_sheet",
    "check_in_sync",
    "check_in_undo",
    "check_in_walk_in",
    "commitment_delete",
    "commitment_edit",
    "commitment_list",
    "feedback_answer",
    "feedback_ask",
    "note_delete",
    "note_edit",
    "note_list",
    "record_close",
    "record_reopen",
    "roundtable_follow_up",
]
