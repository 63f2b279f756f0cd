"""Who is due for a word, and how the organizations of one engagement are reached."""

import datetime
from collections import defaultdict
from dataclasses import dataclass

from django.utils import timezone

from bcp.accounts.models import Center, User
from engagements.models import Engagement
from stakeholders.attendance import attendance
from stakeholders.enums import Stage
from stakeholders.models import Contact, GuestListEntry, Organization, OutreachStep
from stakeholders.models.organizations import NEVER

AHEAD = datetime.timedelta(days=14)
SHOWN = 100


@dataclass(frozen=True)
class DueList:
    """Planned steps until two weeks ahead, and partners past their sector's cadence."""

    steps: list[OutreachStep]
    partners: list[Organization]
    has_more: bool


@dataclass(frozen=True)
class PlannedOrganization:
    """A chosen organization of an engagement with its steps and how far it has come."""

    organization: Organization
    steps: list[OutreachStep]
    standing: str  # coming, invited or ""
    people: list[Contact]  # who may be written to

    @property
    def next_step(self) -> OutreachStep | None:
        """The first open step."""
        return next((step for step in self.steps if step.done_at is None), None)


def due_list(center: Center, *, owner: User | None = None) -> DueList:
    """What is due at a center, of one person or of everybody; earliest first."""
    today = timezone.localdate()
    steps = OutreachStep.objects.open().filter(
        organization__center=center, due_on__lte=today + AHEAD
    )
    partners = Organization.objects.live().filter(
        center=center, contact_due_on__gt=NEVER, contact_due_on__lt=today, next_step_on=None
    )
    partners = partners.exclude(stage=Stage.DORMANT)
    if owner:
        steps, partners = steps.filter(owner=owner), partners.filter(owner=owner)
    found = list(
        partners.select_related("sector", "owner").order_by("contact_due_on", "id")[: SHOWN + 1]
    )
    return DueList(
        list(steps.select_related("organization__sector", "owner", "engagement")[:SHOWN]),
        found[:SHOWN],
        len(found) > SHOWN,
    )


def plan_of(engagement: Engagement) -> list[PlannedOrganization]:
    """The chosen organizations with their steps; those without any step first."""
    entries = GuestListEntry.objects.chosen().filter(engagement=engagement)
    rows = [
        entry.organization
        for entry in entries.select_related("organization__sector", "organization__owner")
    ]
    steps: dict[int, list[OutreachStep]] = defaultdict(list)
    for step in OutreachStep.objects.filter(engagement=engagement).select_related("owner"):
        steps[step.organization_id].append(step)
    people: dict[int, list[Contact]] = defaultdict(list)
    for contact in Contact.objects.askable().filter(organization__in=rows).order_by("name", "pk"):
        people[contact.organization_id].append(contact)
    known = attendance(engagement)
    planned = [
        PlannedOrganization(
            row, steps[row.pk], standing_of(known.get(row.pk, set())), people[row.pk]
        )
        for row in rows
    ]
    return sorted(
        planned,
        key=lambda one: (
            one.next_step.due_on if one.next_step else datetime.date.min,
            one.organization.sort_name,
        ),
    )


def standing_of(words: set[str]) -> str:
    """coming, invited or an empty word."""
    if words & {"coming", "attended"}:
        return "coming"
    return "invited" if "invited" in words else ""


def first_words(engagement: Engagement) -> dict[str, str]:
    """A message to start from."""
    center = engagement.center
    return {
        "subject": f"A roundtable with {center.name}",
        "body": (
            f"{center.name} is preparing a roundtable with its partners, as part of the Building"
            " Community Partnerships initiative. We would like to meet you, hear what you need"
            " from us, and explain what we do and how we protect privacy, civil rights and civil"
            " liberties.\n\nTaking part is voluntary. The roundtable is not a place to report"
            " suspicious activity: in an emergency call 9-1-1, otherwise call local law"
            " enforcement.\n\nMay we call you this week?"
        ),
    }
