"""What happened to a roundtable, read from the audit log."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Model, Q

from bcp.accounts.models import User
from bcp.audit.models import AuditEvent
from roundtables.models import Roundtable

WORDS = {
    "roundtable.planned": "Roundtable planned",
    "roundtable.revised": "Details changed",
    "roundtable.scheduled": "Date fixed",
    "roundtable.moved": "Moved",
    "roundtable.cancelled": "Cancelled",
    "roundtable.held": "Marked as held",
    "roundtable.seats_set": "Seats kept for sectors",
    "roundtable.voices_set": "Voices per organization set",
    "roundtable.reminders_set": "Days of reminders set",
    "roundtable.move_told": "People told of the move",
    "roundtable.zone_followed": "Rules for clocks changed; it begins as told",
    "roundtable.calendars_mended": "Calendar entries sent again",
    "roundtable.cancellation_told": "People told of the cancellation",
    "assignment.proposed": "Expert proposed",
    "assignment.requested": "Expert asked",
    "assignment.asked_again": "Expert asked again",
    "assignment.accepted": "Expert confirmed",
    "assignment.declined": "Expert declined",
    "assignment.withdrawn": "Expert released",
    "notice.rewritten": "Privacy notice rewritten",
    "notice.signed": "Privacy notice signed off",
    "agenda.laid_out": "Agenda laid out from a template",
    "agenda.reordered": "Agenda put in another order",
    "record.closed": "Record closed",
    "record.reopened": "Record opened again",
}
SHOWN = 30


@dataclass(frozen=True)
class Entry:
    """One line of a history."""

    at: datetime
    what: str
    who: str = ""
    detail: str = ""
    url: str = ""


def history_of(roundtable: Roundtable, *related: Sequence[Model]) -> list[Entry]:
    """The latest acts on the roundtable and on `related` rows of it, newest first."""
    subjects = Q(subject_type=roundtable._meta.label_lower, subject_id=str(roundtable.pk))
    for rows in related:
        if rows:
            ids = [str(row.pk) for row in rows]
            subjects |= Q(subject_type=rows[0]._meta.label_lower, subject_id__in=ids)
    experts = {
        (row._meta.label_lower, str(row.pk)): str(getattr(row, "expert", ""))
        for rows in related
        for row in rows
    }
    events = list(AuditEvent.objects.filter(subjects)[:SHOWN])
    names = dict(
        User.objects.filter(pk__in={event.actor_id for event in events}).values_list("pk", "name")
    )
    return [
        Entry(
            event.at,
            in_words(event.verb),
            names.get(event.actor_id or 0, ""),
            detail_of(event) or experts.get((event.subject_type, event.subject_id), ""),
        )
        for event in events
    ]


def in_words(verb: str) -> str:
    """ "assignment.accepted" is "Assignment accepted"."""
    words = verb.replace(".", " ").replace("_", " ")
    return WORDS.get(verb, words[:1].upper() + words[1:])


def detail_of(event: AuditEvent) -> str:
    """The few facts of an act that planners want to see."""
    if event.verb == "roundtable.moved":
        before, after = (
            str(event.data.get(key, "")).replace("T", " ") for key in ("before", "after")
        )
        return f"from {before} to {after}" if before != after else "same date, another place"
    return ""
