"""Pages of planning: roundtable, date, agenda, venues."""

from roundtables.views.planning.agendas import (
    agenda_detail,
    agenda_item_add,
    agenda_item_delete,
    agenda_item_edit,
    agenda_item_move,
    agenda_lay_out,
    agenda_reorder,
)
from roundtables.views.planning.date_polls import (
    date_poll_answer,
    date_poll_choose,
    date_poll_close,
    date_poll_detail,
    date_poll_edit,
    date_poll_offer,
    date_poll_open,
    date_poll_people,
    date_poll_person,
    date_poll_person_remove,
    date_poll_remove,
)
from roundtables.views.planning.dates import (
    roundtable_cancel,
    roundtable_hold,
    roundtable_move,
    roundtable_schedule,
)
from roundtables.views.planning.roundtables import (
    roundtable_create,
    roundtable_detail,
    roundtable_edit,
    roundtable_list,
)
from roundtables.views.planning.venues import (
    venue_archive,
    venue_create,
    venue_edit,
    venue_list,
)

__all__ = [
    "agenda_detail",
    "agenda_item_add",
    "agenda_item_delete",
    "agenda_item_edit",
    "agenda_item_move",
    "agenda_lay_out",
    "agenda_reorder",
    "date_poll_answer",
    "date_poll_choose",
    "date_poll_close",
    "date_poll_detail",
    "date_poll_edit",
    "date_poll_offer",
    "date_poll_open",
    "date_poll_people",
    "date_poll_person",
    "date_poll_person_remove",
    "date_poll_remove",
    "roundtable_cancel",
    "roundtable_create",
    "roundtable_detail",
    "roundtable_edit",
    "roundtable_hold",
    "roundtable_list",
    "roundtable_move",
    "roundtable_schedule",
    "venue_archive",
    "venue_create",
    "venue_edit",
    "venue_list",
]
