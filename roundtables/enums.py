"""The fixed choices of the roundtable, in the field's words."""

from django.db.models import TextChoices


class RoundtableState(TextChoices):
    """Where a roundtable stands."""

    DRAFT = "draft", "Draft"
    SCHEDULED = "scheduled", "Scheduled"
    HELD = "held", "Held"
    CANCELLED = "cancelled", "Cancelled"


class AssignmentState(TextChoices):
    """Where the asking of an expert stands."""

    PROPOSED = "proposed", "Proposed"
    REQUESTED = "requested", "Requested"
    ACCEPTED = "accepted", "Accepted"
    DECLINED = "declined", "Declined"
    WITHDRAWN = "withdrawn", "Withdrawn"


class Rsvp(TextChoices):
    """What an invitee answered."""

    NONE = "none", "No answer"
    YES = "yes", "Yes"
    WAITLISTED = "waitlisted", "On the waitlist"
    MAYBE = "maybe", "Maybe"
    NO = "no", "No"
    DELEGATED = "delegated", "Sent someone else"


class InvitationState(TextChoices):
    """Whether an invitation stands."""

    PLANNED = "planned", "Planned"
    INVITED = "invited", "Invited"
    WITHDRAWN = "withdrawn", "Withdrawn"


class AnswerSource(TextChoices):
    """How an answer reached us."""

    LINK = "link", "Personal link"
    PHONE = "phone", "Phone"
    MAIL = "mail", "E-mail"
    IN_PERSON = "in_person", "In person"
    RULE = "rule", "Rule of the roundtable"


class ParticipationMode(TextChoices):
    """How an invitee takes part."""

    IN_PERSON = "in_person", "In person"
    VIRTUAL = "virtual", "Online"


class PacketState(TextChoices):
    """Where a packet stands."""

    DRAFT = "draft", "Draft"
    SIGNED = "signed", "Signed off"
    RELEASED = "released", "Released"


class Attribution(TextChoices):
    """How much of the speaker a note keeps. For the last two the name is not stored."""

    ATTRIBUTED = "attributed", "Attributed to a person"
    SECTOR = "sector", "Sector only"
    NONE = "none", "Not attributed"


class ReportState(TextChoices):
    """Where an after-action report stands."""

    DRAFT = "draft", "Draft"
    SIGNED = "signed", "Signed off"
    FINAL = "final", "Final"


class MessageKind(TextChoices):
    """The texts that a center writes itself; every other mail is the product's own."""

    INVITATION = "invitation", "Invitation"
    REMINDER = "reminder", "Reminder"


class Language(TextChoices):
    """The languages in which invitees are spoken to."""

    ENGLISH = "en", "English"
    SPANISH = "es", "Español"


class WaveRule(TextChoices):
    """What opens a wave of invitations."""

    HAND = "hand", "When I press Send"
    DATE = "date", "On a day, at 9:00 in the morning"
    DECLINES = "declines", "After a number of people said No"


class DatePollState(TextChoices):
    """Where a date poll stands."""

    DRAFT = "draft", "Draft"
    OPEN = "open", "Open"
    CLOSED = "closed", "Closed"


class DateVote(TextChoices):
    """How a date suits somebody."""

    YES = "yes", "Yes"
    IF_NEEDED = "if_needed", "If needed"
    NO = "no", "No"
