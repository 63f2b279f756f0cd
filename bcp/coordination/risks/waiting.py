"""Somebody waits: a request, a call for help, mails that need a person."""

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone

from bcp.accounts.models import Center
from bcp.coordination.needs import Need
from bcp.coordination.risks.scopes import OFFICE, Scope
from bcp.core.wording import counted
from bcp.mail.enums import MailState
from bcp.mail.models import OutgoingMail
from engagements.enums import EngagementPhase
from engagements.models import Engagement
from stakeholders.enums import HelpState
from stakeholders.models import HelpRequest

ANSWER_DAYS = 7  # a request to DHS, or a call for help, is answered within a week
UNHAPPY = (MailState.FAILED, MailState.BOUNCED, MailState.UNCONFIRMED, MailState.HELD)


def waiting_requests(scope: Scope) -> list[Need]:
    """A center asked DHS and has no answer."""
    rows = Engagement.objects.filter(
        scope.along("center"),
        state__in=[EngagementPhase.REQUESTED, EngagementPhase.TRIAGE],
        is_practice=False,
    ).select_related("center")
    return [
        Need(
            kind="request",
            center=row.center,
            what=f"Request waits for triage: {row}",
            why=f"Asked on {asked_on(row):%B %-d}; centers are answered within a week.",
            due_on=asked_on(row) + timedelta(days=ANSWER_DAYS),
            who=OFFICE,
            label="Answer the request",
            url=reverse("engagements:engagement_triage", args=[row.pk]),
        )
        for row in rows
    ]


def asked_on(engagement: Engagement) -> date:
    """The day on which the center asked, on the reader's clock."""
    return timezone.localdate(engagement.requested_at or engagement.phase_since)


def help_requests(scope: Scope) -> list[Need]:
    """A center asks for help in reaching somebody."""
    rows = HelpRequest.objects.filter(
        scope.along("engagement__center"),
        state=HelpState.OPEN,
        engagement__is_practice=False,
    ).select_related("engagement__center")
    return [
        Need(
            kind="help",
            center=row.center,
            what=f"Help to reach: {row.whom}",
            why=row.wish,
            due_on=timezone.localdate(row.created_at) + timedelta(days=ANSWER_DAYS),
            who=OFFICE,
            label="Answer",
            url=reverse("stakeholders:help_request_answer", args=[row.pk]),
        )
        for row in rows
    ]


def unhappy_mails(scope: Scope) -> list[Need]:
    """Mails that go no further without a person, one entry for each center (and the office)."""
    rows = (
        OutgoingMail.objects.filter(scope.along("center"), state__in=UNHAPPY)
        .order_by()
        .values("center", "state")
        .annotate(number=Count("pk"))
    )
    counts: dict[int | None, dict[str, int]] = defaultdict(dict)
    for row in rows:
        counts[row["center"]][row["state"]] = row["number"]
    centers = Center.objects.in_bulk([pk for pk in counts if pk])
    return [
        mail_need(centers.get(pk) if pk else None, states) for pk, states in sorted_keys(counts)
    ]


def sorted_keys(counts: dict[int | None, dict[str, int]]) -> list[tuple[int | None, Any]]:
    """The counts in a fixed order, the program's own first."""
    return sorted(counts.items(), key=lambda pair: pair[0] or 0)


def mail_need(center: Center | None, states: dict[str, int]) -> Need:
    """What happened to the mails of one center."""
    number = sum(states.values())
    words = ", ".join(
        f"{states[state]} {MailState(state).label.lower()}" for state in UNHAPPY if state in states
    )
    return Need(
        kind="mail",
        center=center,
        what=f"{counted(number, 'mail')} of {center or 'the program office'}"
        f" need{'s' if number == 1 else ''} a person",
        why=f"{words[0].upper()}{words[1:]}.",
        who="The center" if center else OFFICE,
        label="Look at the mails",
        url=f"{reverse('mail:mail_list', args=[center.pk])}?state=attention"
        if center
        else reverse("mail:mail_program_list"),
    )
