"""Where an engagement stands on the line of phases, and what comes next."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from bcp.accounts.models import User
from engagements.enums import EngagementPhase, PhaseStep
from engagements.models import Engagement
from engagements.models.engagements import WORK_PHASES


@dataclass(frozen=True)
class Step:
    """One step of the line."""

    label: str
    state: str  # done, current, upcoming
    url: str = ""


@dataclass(frozen=True)
class NextStep:
    """What this person should do next: a sentence and, where there is one, a button."""

    text: str
    label: str = ""
    url: str = ""


def line_of(engagement: Engagement) -> list[Step]:
    """The eight steps; a closed engagement has them all behind it."""
    current = EngagementPhase(engagement.state).step
    steps = list(PhaseStep)
    if current is None:
        state = "done" if engagement.state == EngagementPhase.CLOSED else "upcoming"
        return [Step(str(step.label), state) for step in steps]
    place = steps.index(current)
    return [
        Step(str(step.label), "done" if at < place else "current" if at == place else "upcoming")
        for at, step in enumerate(steps)
    ]


def narrow(rows: Any, chosen: dict[str, Any]) -> Any:
    """Engagements of a phase, region or state."""
    if chosen.get("phase"):
        rows = rows.filter(state=chosen["phase"])
    if chosen.get("region"):
        rows = rows.filter(center__state__fema_region=int(chosen["region"]))
    if chosen.get("state"):
        rows = rows.filter(center__state=chosen["state"])
    return rows


def moves_of(engagement: Engagement) -> list[EngagementPhase]:
    """Phases it may be moved to by hand: the one before and the one after."""
    if engagement.state not in WORK_PHASES:
        return []
    place = WORK_PHASES.index(EngagementPhase(engagement.state))
    return [
        phase
        for at, phase in enumerate(WORK_PHASES)
        if at in {place - 1, place + 1} and phase != EngagementPhase.HELD
    ]


SENTENCES = {
    EngagementPhase.TRIAGE: "A DHS coordinator is reading the request.",
    EngagementPhase.PLANNING: "Fix the date, the format and the venue of the roundtable.",
    EngagementPhase.OUTREACH: "Go through the guest list and choose whom to approach.",
    EngagementPhase.INVITED: "Answers come in. Remind those who have not answered.",
    EngagementPhase.CONTENT: "Confirm the experts, finish the agenda and release the packet.",
    EngagementPhase.HELD: "Turn the commitments into action items and write the report.",
    EngagementPhase.REPORTING: "Finish the after-action report and have it signed off.",
    EngagementPhase.FOLLOW_UP: "Follow the action items until all are done or dropped.",
    EngagementPhase.CLOSED: "The record is closed. The next self-review shows what changed.",
    EngagementPhase.DEFERRED: "The program office takes it up later.",
    EngagementPhase.DECLINED: "The program office declined the request.",
    EngagementPhase.CANCELLED: "The engagement was given up.",
}


def next_step_of(engagement: Engagement, user: User) -> NextStep:
    """The sentence and button at the top of the workspace."""
    phase = EngagementPhase(engagement.state)
    if phase == EngagementPhase.SELF_REVIEW:
        url = reverse("engagements:engagement_request", args=[engagement.pk])
        return NextStep(
            "Say what you want to reach, then ask DHS for help.", "Prepare the request", url
        )
    waits = (EngagementPhase.REQUESTED, EngagementPhase.TRIAGE, EngagementPhase.DEFERRED)
    if phase in waits and user.is_coordinator:
        url = reverse("engagements:engagement_triage", args=[engagement.pk])
        return NextStep("The center waits for an answer.", "Answer the request", url)
    if phase == EngagementPhase.REQUESTED:
        return NextStep("The request is with DHS. You get a mail when it is answered.")
    if phase == EngagementPhase.FOLLOW_UP:
        url = reverse("engagements:engagement_close", args=[engagement.pk])
        return NextStep(SENTENCES[phase], "Close the engagement", url)
    return NextStep(SENTENCES[phase])
