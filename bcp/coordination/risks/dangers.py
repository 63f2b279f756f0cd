"""Roundtables in danger: an expert, a sector or the packet is missing."""

from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse

from bcp.coordination.needs import DANGER, Need
from bcp.coordination.risks.scopes import OFFICE, Scope, day_of, near, planner_of
from engagements.models import Engagement
from roundtables.enums import AssignmentState, PacketState, Rsvp
from roundtables.models import Assignment, Invitation, Packet

EXPERT_DAYS = 9  # an expert who has not said yes by then is a risk
LOST_DAYS = 60  # so far ahead an expert who declined is worth replacing at once
SECTOR_DAYS = 14  # by then somebody of public health should have said yes
PACKET_DAYS = 7  # participants have the packet by then
WATCHED_SECTOR = "public_health"


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
