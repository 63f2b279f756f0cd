"""The fixed choices of the self-review and of the engagement, in the field's words."""

from django.db import models

ANSWER_VALUES = (0, 1, 2, 3, 4)
UNKNOWN_LABEL = "Don't know"
NOT_APPLICABLE_LABEL = "Not applicable"


class Scale(models.TextChoices):
    """What the answers 0 to 4 of a question mean."""

    LEVEL = "L", "Level"
    FREQUENCY = "F", "Frequency"
    COVERAGE = "C", "Coverage"

    @property
    def answer_labels(self) -> dict[int, str]:
        """The five answers, worst first: value 0..4 to the words on its button."""
        return dict(zip(ANSWER_VALUES, _ANSWER_LABELS[self.value], strict=True))


_ANSWER_LABELS: dict[str, tuple[str, ...]] = {
    "L": (
        "Not in place",
        "Informal",
        "Written down",
        "In use in the last 12 months",
        "Reviewed and improved",
    ),
    "F": (
        "Never",
        "Longer than 24 months ago",
        "Within the last 24 months",
        "Within the last 12 months",
        "At least every quarter",
    ),
    "C": ("None", "Under 25 %", "25 to 50 %", "51 to 75 %", "Over 75 %"),
}


def answer_label(
    scale: str, value: int | None, *, is_unknown: bool = False, is_not_applicable: bool = False
) -> str:
    """The words of one answer; an empty string when the question was not answered."""
    if is_not_applicable:
        return NOT_APPLICABLE_LABEL
    if is_unknown:
        return UNKNOWN_LABEL
    return "" if value is None else Scale(scale).answer_labels[value]


class FocusClass(models.TextChoices):
    """What the score of a focus area asks for."""

    PRIORITY = "priority", "Priority"
    OPPORTUNITY = "opportunity", "Opportunity"
    SUSTAIN = "sustain", "Sustain"
    INCOMPLETE = "incomplete", "Incomplete"


class ChangeVerdict(models.TextChoices):
    """How a question or a focus area moved from one self-review to the next."""

    IMPROVED = "improved", "Improved"
    UNCHANGED = "unchanged", "Unchanged"
    WORSE = "worse", "Worse"
    NOT_MEASURED = "not_measured", "Not measured"
    NOT_COMPARABLE = "not_comparable", "Not comparable"


class ReviewState(models.TextChoices):
    """Where a self-review stands."""

    DRAFT = "draft", "Draft"
    SUBMITTED = "submitted", "Submitted"


class PhaseStep(models.TextChoices):
    """The eight steps of the line that every engagement page shows."""

    ASSESS = "assess", "Assess"
    REQUEST = "request", "Request"
    PLAN = "plan", "Plan"
    REACH_OUT = "reach_out", "Reach out"
    INVITE = "invite", "Invite"
    PREPARE = "prepare", "Prepare"
    HOLD = "hold", "Hold"
    FOLLOW_UP = "follow_up", "Follow up"


class ChecklistFact(models.TextChoices):
    """Items of the checklist whose doing the product sees by itself."""

    REQUEST = "request", "Request sent"
    COMMITTEE = "committee", "Planning committee named"
    DATE = "date", "Date, format and venue fixed"
    AGENDA = "agenda", "Agenda complete"
    NOTICE = "notice", "RSVP notice signed"
    INVITATIONS = "invitations", "Invitations sent"
    EXPERTS = "experts", "Experts confirmed"
    PACKET = "packet", "Packet released"
    REPORT = "report", "After-action report signed"


class EngagementPhase(models.TextChoices):
    """Where an engagement stands, in the order in which it moves; the last three end or pause it.

    States:
        self_review  the center answers the questionnaire and chooses focus areas
        requested    the director has asked DHS for help
        triage       a coordinator reads the request and decides
        planning     goals, format, date and venue are being fixed
        outreach     the guest list is being made, sector by sector
        invited      invitations are out and answers come in
        content      experts, agenda and packet are being made ready
        held         the roundtable took place
        reporting    feedback is read and the after-action report written
        follow_up    action items are open
        closed       the record is locked
        deferred     the program office takes it up later
        declined     the program office said no, with a reason
        cancelled    the center gave it up, with a reason
    """

    SELF_REVIEW = "self_review", "Self-review"
    REQUESTED = "requested", "Requested"
    TRIAGE = "triage", "In triage"
    PLANNING = "planning", "Planning"
    OUTREACH = "outreach", "Reaching out"
    INVITED = "invited", "Inviting"
    CONTENT = "content", "Preparing"
    HELD = "held", "Held"
    REPORTING = "reporting", "Reporting"
    FOLLOW_UP = "follow_up", "Following up"
    CLOSED = "closed", "Closed"
    DEFERRED = "deferred", "Deferred"
    DECLINED = "declined", "Declined"
    CANCELLED = "cancelled", "Cancelled"

    @property
    def step(self) -> PhaseStep | None:
        """The step of the line that is current; None when closed, deferred, declined, cancelled."""
        return _STEP_OF_PHASE.get(self.value)

    @property
    def is_open(self) -> bool:
        """True while somebody still has work to do in the engagement."""
        return self.value in _STEP_OF_PHASE


_STEP_OF_PHASE: dict[str, PhaseStep] = {
    "self_review": PhaseStep.ASSESS,
    "requested": PhaseStep.REQUEST,
    "triage": PhaseStep.REQUEST,
    "planning": PhaseStep.PLAN,
    "outreach": PhaseStep.REACH_OUT,
    "invited": PhaseStep.INVITE,
    "content": PhaseStep.PREPARE,
    "held": PhaseStep.HOLD,
    "reporting": PhaseStep.FOLLOW_UP,
    "follow_up": PhaseStep.FOLLOW_UP,
}


class TriageDecision(models.TextChoices):
    """What a coordinator answers to a request; each needs a reason."""

    ACCEPT = "accept", "Accept"
    ASK_BACK = "ask_back", "Ask back"
    DEFER = "defer", "Defer"
    DECLINE = "decline", "Decline"


class GovernmentLevel(models.TextChoices):
    """Which level of government an organization belongs to, or none."""

    STATE = "state", "State"
    LOCAL = "local", "Local"
    TRIBAL = "tribal", "Tribal"
    TERRITORIAL = "territorial", "Territorial"
    FEDERAL = "federal", "Federal"
    PRIVATE = "private", "Private or nonprofit"


class RoundtableFormat(models.TextChoices):
    """How people take part."""

    IN_PERSON = "in_person", "In person"
    VIRTUAL = "virtual", "Virtual"
    HYBRID = "hybrid", "Hybrid"


class BehaviourGroup(models.TextChoices):
    """The two groups of behaviours, always shown apart."""

    DEFINED = "A", "Defined criminal activity and potential terrorism nexus activity"
    NEEDS_MORE = (
        "B",
        "Potential criminal or non-criminal activities requiring additional information "
        "during vetting",
    )


class PublicationStatus(models.TextChoices):
    """Whether a publication may go into a packet as it is."""

    CURRENT = "current", "Current"
    CHECK = "check", "Check before use"
    HISTORICAL = "historical", "Historical"
    SUPERSEDED = "superseded", "Superseded"


class ActionItemState(models.TextChoices):
    """Where a promise made at the table stands."""

    OPEN = "open", "Open"
    IN_PROGRESS = "in_progress", "In progress"
    DONE = "done", "Done"
    DROPPED = "dropped", "Dropped"
