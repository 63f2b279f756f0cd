"""What is at risk over all centers: found in a fixed number of queries, each with its way out."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, Max, Min, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from bcp.accounts.models import Center
from bcp.coordination.needs import DANGER, LATE, QUIET, Need, ranked
from bcp.core.wording import counted
from bcp.mail.enums import MailState
from bcp.mail.models import OutgoingMail
from engagements.enums import EngagementPhase
from engagements.models import ActionItem, Engagement
from roundtables.enums import AssignmentState, PacketState, RoundtableState, Rsvp
from roundtables.models import Assignment, Invitation, Packet, Roundtable
from stakeholders.enums import HelpState
from stakeholders.models import HelpRequest

ANSWER_DAYS = 7  # a request to DHS, or a call for help, is answered within a week
EXPERT_DAYS = 9  # an expert who has not said yes by then is a risk
LOST_DAYS = 60  # so far ahead an expert who declined is worth replacing at once
SECTOR_DAYS = 14  # by then somebody of public health should have said yes
PACKET_DAYS = 7  # participants have the packet by then
QUIET_DAYS = 365
WATCHED_SECTOR = "public_health"
UNHAPPY = (MailState.FAILED, MailState.BOUNCED, MailState.UNCONFIRMED, MailState.HELD)
OFFICE = "Program office"
OPEN_PHASES = [phase for phase in EngagementPhase if phase.is_open]


@dataclass(frozen=True)
class Scope:
    """Whose risks are looked for: one region's, one center's, or everybody's."""

    region: int | None = None
    center: Center | None = None

    def along(self, path: str) -> Q:
        """Rows whose center, found along the path, lies within the scope."""
        if self.center:
            return Q(**{path: self.center})
        return Q(**{f"{path}__state__fema_region": self.region}) if self.region else Q()


def needs_of_network(region: int | None = None) -> list[Need]:
    """One ranked list over all centers; `region` keeps those of one FEMA region."""
    return needs_within(Scope(region=region))


def needs_of(center: Center) -> list[Need]:
    """What is at risk at one center."""
    return needs_within(Scope(center=center))


def needs_within(scope: Scope) -> list[Need]:
    """Ask every rule once."""
    rules: tuple[Callable[[Scope], list[Need]], ...] = (
        unconfirmed_experts,
        lost_experts,
        missing_sectors,
        missing_packets,
        waiting_requests,
        help_requests,
        unhappy_mails,
        late_promises,
        forgotten_days,
        quiet_centers,
    )
    return ranked([need for rule in rules for need in rule(scope)])


def day_of(roundtable: Roundtable) -> date:
    """The day of a scheduled roundtable in its own zone."""
    starts_at = roundtable.starts_at or timezone.now()
    return starts_at.astimezone(roundtable.zone).date()


def near(days: int, scope: Scope) -> Any:
    """Scheduled roundtables of real engagements that lie at most so many days ahead."""
    now = timezone.now()
    return Roundtable.objects.filter(
        scope.along("engagement__center"),
        state=RoundtableState.SCHEDULED,
        engagement__is_practice=False,
        starts_at__gte=now,
        starts_at__lt=now + timedelta(days=days + 1),
    ).select_related("engagement__center", "engagement__owner")


def planner_of(engagement: Engagement) -> str:
    """Who plans for the center."""
    return str(engagement.owner) if engagement.owner else "The center"


# Roundtables in danger


def unconfirmed_experts(scope: Scope) -> list[Need]:
    """An expert was thought of or asked and has not said yes, nine days before."""
    rows = Assignment.objects.filter(
        roundtable__in=near(EXPERT_DAYS, scope),
        state__in=[AssignmentState.PROPOSED, AssignmentState.REQUESTED],
    ).select_related("expert", "roundtable__engagement__center")
    return [
        Need(
            kind="unconfirmed_expert",
            tier=DANGER,
            center=row.roundtable.center,
            what=f"{row.expert} is not confirmed",
            why=f"{row.get_state_display()} for {row.roundtable} on"
            f" {day_of(row.roundtable):%B %-d}; no yes so far.",
            due_on=day_of(row.roundtable) - timedelta(days=EXPERT_DAYS),
            who=OFFICE,
            label="Call or replace",
            url=reverse("roundtables:assignment_list", args=[row.roundtable_id]),
        )
        for row in rows
    ]


def lost_experts(scope: Scope) -> list[Need]:
    """An expert said no, and no other stands for the roundtable."""
    others = Assignment.objects.standing().filter(roundtable=OuterRef("roundtable"))
    rows = Assignment.objects.filter(
        ~Exists(others), roundtable__in=near(LOST_DAYS, scope), state=AssignmentState.DECLINED
    ).select_related("expert", "roundtable__engagement__center")
    return [
        Need(
            kind="lost_expert",
            tier=DANGER,
            center=row.roundtable.center,
            what=f"{row.expert} declined, and nobody else is asked",
            why=f"{row.roundtable} is on {day_of(row.roundtable):%B %-d}.",
            due_on=day_of(row.roundtable) - timedelta(days=EXPERT_DAYS),
            who=OFFICE,
            label="Find another",
            url=reverse("roundtables:assignment_list", args=[row.roundtable_id]),
        )
        for row in rows
    ]


def missing_sectors(scope: Scope) -> list[Need]:
    """Public health is wanted at the table and nobody of it has said yes, two weeks before."""
    asked = Invitation.objects.filter(roundtable=OuterRef("pk"), sector=WATCHED_SECTOR)
    wanted = Engagement.sectors.through.objects.filter(
        engagement=OuterRef("engagement"), sector=WATCHED_SECTOR
    )
    rows = near(SECTOR_DAYS, scope).filter(
        Exists(asked) | Exists(wanted), ~Exists(asked.filter(rsvp=Rsvp.YES))
    )
    return [
        Need(
            kind="missing_sector",
            tier=DANGER,
            center=row.center,
            what="Nobody of public health has said yes",
            why=f"{row} is on {day_of(row):%B %-d}.",
            due_on=day_of(row) - timedelta(days=SECTOR_DAYS),
            who=planner_of(row.engagement),
            label="Open the roundtable",
            url=row.get_absolute_url(),
        )
        for row in rows
    ]


def missing_packets(scope: Scope) -> list[Need]:
    """Participants have no packet, a week before."""
    packets = Packet.objects.filter(roundtable=OuterRef("pk"), edition="participant")
    rows = near(PACKET_DAYS, scope).filter(~Exists(packets.filter(state=PacketState.RELEASED)))
    rows = rows.annotate(is_made=Exists(packets), is_signed=Exists(
        packets.filter(state=PacketState.SIGNED)
    ))  # fmt: skip
    return [
        Need(
            kind="missing_packet",
            tier=DANGER,
            center=row.center,
            what="The packet is not released",
            why=f"{row} is on {day_of(row):%B %-d}; the packet is {packet_words(row)}.",
            due_on=day_of(row) - timedelta(days=PACKET_DAYS),
            who="Privacy officer of the center"
            if row.is_made and not row.is_signed
            else planner_of(row.engagement),
            label="Open the packet",
            url=reverse("roundtables:packet_detail", args=[row.pk]),
        )
        for row in rows
    ]


def packet_words(row: Any) -> str:
    """Where the packet of an annotated roundtable stands."""
    if row.is_signed:
        return "signed off, not released"
    return "not signed off" if row.is_made else "not made yet"


# Somebody waits


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
    """The day on which the center asked."""
    return (engagement.requested_at or engagement.phase_since).date()


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
            due_on=row.created_at.date() + timedelta(days=ANSWER_DAYS),
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


# Late


def late_promises(scope: Scope) -> list[Need]:
    """Action items after their day, one entry for each engagement."""
    rows = (
        ActionItem.objects.overdue()
        .filter(scope.along("engagement__center"), engagement__is_practice=False)
        .order_by()
        .values("engagement")
        .annotate(number=Count("pk"), first_on=Min("due_on"))
    )
    late = {row["engagement"]: row for row in rows}
    engagements = Engagement.objects.filter(pk__in=late).select_related("center", "owner")
    return [
        Need(
            kind="action_items",
            tier=LATE,
            center=row.center,
            what=f"{counted(late[row.pk]['number'], 'action item is', 'action items are')}"
            f" overdue: {row}",
            why="A promise made at the table, or while planning, was not kept in time.",
            due_on=late[row.pk]["first_on"],
            who=planner_of(row),
            label="Open the engagement",
            url=reverse("engagements:engagement_detail", args=[row.pk]),
        )
        for row in engagements
    ]


def forgotten_days(scope: Scope) -> list[Need]:
    """The day has passed, and nobody has said whether the roundtable was held."""
    rows = Roundtable.objects.filter(
        scope.along("engagement__center"),
        state=RoundtableState.SCHEDULED,
        engagement__is_practice=False,
        starts_at__lt=timezone.now() - timedelta(days=1),
    ).select_related("engagement__center", "engagement__owner")
    return [
        Need(
            kind="not_held",
            tier=LATE,
            center=row.center,
            what=f"Did it take place? {row}",
            why="Its day has passed and it still stands as scheduled.",
            due_on=day_of(row),
            who=planner_of(row.engagement),
            label="Open the roundtable",
            url=row.get_absolute_url(),
        )
        for row in rows
    ]


# Quiet


def quiet_centers(scope: Scope) -> list[Need]:
    """Centers that use the product and have had no engagement for twelve months."""
    year_ago = timezone.now() - timedelta(days=QUIET_DAYS)
    alive = Engagement.objects.filter(center=OuterRef("pk"), is_practice=False).filter(
        Q(state__in=OPEN_PHASES) | Q(phase_since__gte=year_ago)
    )
    rows: Any = Center.objects.filter(
        Q(pk=scope.center.pk) if scope.center else Q(),
        Q(state__fema_region=scope.region) if scope.region else Q(),
        memberships__isnull=False,
    ).annotate(joined_at=Min("memberships__created_at"), ended_at=Max("engagements__phase_since"))
    rows = rows.filter(~Exists(alive)).filter(Q(ended_at__isnull=False) | Q(joined_at__lt=year_ago))
    return [
        Need(
            kind="quiet",
            tier=QUIET,
            center=row,
            what="No engagement in the last 12 months",
            why=f"The last one ended on {row.ended_at:%B %-d, %Y}."
            if row.ended_at
            else f"None since the center joined on {row.joined_at:%B %-d, %Y}.",
            due_on=(row.ended_at or row.joined_at).date() + timedelta(days=QUIET_DAYS),
            who=OFFICE,
            label="Open the center",
            url=reverse("coordination:center_detail", args=[row.pk]),
        )
        for row in rows
    ]
