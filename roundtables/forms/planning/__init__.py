"""Forms of planning: roundtable, date, agenda, venue."""

from roundtables.forms.planning.agendas import AgendaItemForm, AgendaTemplateForm
from roundtables.forms.planning.dates import MoveForm, ScheduleForm
from roundtables.forms.planning.roundtables import CancelForm, RoundtableForm, RoundtablePlanForm
from roundtables.forms.planning.venues import VenueForm

__all__ = [
    "AgendaItemForm",
    "AgendaTemplateForm",
    "CancelForm",
    "MoveForm",
    "RoundtableForm",
    "RoundtablePlanForm",
    "ScheduleForm",
    "VenueForm",
]
