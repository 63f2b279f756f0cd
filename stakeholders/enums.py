"""The fixed choices of the directory, in the field's words."""

from django.db.models import TextChoices


class Stage(TextChoices):
    """How far a relationship has come."""

    IDENTIFIED = "identified", "Identified"
    CONTACTED = "contacted", "Contacted"
    MET = "met", "Met"
    ACTIVE = "active", "Active partner"
    DORMANT = "dormant", "Dormant"


class InteractionKind(TextChoices):
    """How the center and a stakeholder were in touch."""

    CALL = "call", "Call"
    MAIL = "mail", "E-mail"
    MEETING = "meeting", "Meeting"
    VISIT = "visit", "Visit"
    EVENT = "event", "Event"
    NOTE = "note", "Note"

    @property
    def is_contact(self) -> bool:
        """Whether the two spoke or wrote; a note says nothing about that."""
        return self is not InteractionKind.NOTE

    @property
    def is_in_person(self) -> bool:
        """Whether they met."""
        return self in {InteractionKind.MEETING, InteractionKind.VISIT, InteractionKind.EVENT}


class Freshness(TextChoices):
    """How a relationship stands against the cadence of its sector."""

    FRESH = "fresh", "In touch"
    DUE = "due", "Due within two weeks"
    OVERDUE = "overdue", "Overdue"
    NEVER = "never", "Never contacted"


class GuestChoice(TextChoices):
    """What a person decided about an organization on a guest list."""

    CHOSEN = "chosen", "Chosen"
    LEFT_OUT = "left_out", "Left out"


class ImportState(TextChoices):
    """Where an import stands."""

    MAPPING = "mapping", "Columns to match"
    READING = "reading", "Being read"
    READY = "ready", "Preview ready"
    COMMITTING = "committing", "Being written"
    DONE = "done", "Imported"
    UNDONE = "undone", "Undone"
    REFUSED = "refused", "Refused"
    DISCARDED = "discarded", "Discarded"


class RowOutcome(TextChoices):
    """What an import makes of one row."""

    NEW = "new", "New"
    UPDATE = "update", "Update"
    UNCHANGED = "unchanged", "Already there"
    REPEAT = "repeat", "Repeated in the file"
    POSSIBLE = "possible", "Possible duplicate"
    REFUSED = "refused", "Refused"


class RowDecision(TextChoices):
    """What a person decided about a possible duplicate."""

    UNDECIDED = "", "Not decided yet"
    SAME = "same", "The same: update it"
    DIFFERENT = "different", "Different: add it as new"
    LEFT_OUT = "left_out", "Leave this row out"


class HelpState(TextChoices):
    """Where a request for help in reaching somebody stands."""

    OPEN = "open", "Waiting for the program office"
    ANSWERED = "answered", "Answered"
    WITHDRAWN = "withdrawn", "Withdrawn"


class MessageState(TextChoices):
    """Where an outreach message stands."""

    DRAFT = "draft", "Draft"
    SUBMITTED = "submitted", "Waiting for approval"
    APPROVED = "approved", "Approved"


class ExportReason(TextChoices):
    """Why a list leaves the product; kept in the audit log."""

    ROUNDTABLE = "roundtable", "To plan a roundtable"
    OUTREACH = "outreach", "To reach out by phone or mail"
    CORRECTION = "correction", "To correct the records"
    RECORDS_REQUEST = "records_request", "To answer a records request"
