"""What a roundtable has done of the checklist of its engagement."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db.models import Min, Prefetch

from bcp.core.datetimes import describe_day
from bcp.core.wording import counted
from engagements.enums import ChecklistFact, RoundtableFormat
from engagements.models import Engagement
from roundtables import agendas, readiness
from roundtables.enums import AssignmentState, PacketState, ReportState, RoundtableState
from roundtables.models import AgendaItem, Assignment, Invitation, Packet, Roundtable


def facts_of(engagements: Sequence[Engagement]) -> dict[tuple[int, str], str]:
    """What is done by itself, by engagement; of several roundtables the first that has done it."""
    roundtables = (
        Roundtable.objects.filter(engagement__in=engagements)
        .exclude(state=RoundtableState.CANCELLED)
        .select_related("venue", "after_action_report")
        .prefetch_related(
            Prefetch("agenda_items", AgendaItem.objects.prefetch_related("topics"), "items"),
            Prefetch("assignments", Assignment.objects.standing(), "standing"),
            Prefetch("packets", Packet.objects.filter(state=PacketState.RELEASED), "released"),
        )
        .order_by("-pk")
    )
    rows = list(roundtables)
    asked = Invitation.objects.asked().filter(roundtable__in=rows).order_by()
    first = dict(asked.values_list("roundtable").annotate(Min("invited_at")))
    facts: dict[tuple[int, str], str] = {}
    for row in rows:
        for fact, words in (*_meeting(row), *_people(row, first.get(row.pk)), *_papers(row)):
            facts[row.engagement_id, fact] = words
    return facts


Fact = tuple[str, str]


def _meeting(row: Roundtable) -> Iterator[Fact]:
    has_place = row.venue is not None or row.format == RoundtableFormat.VIRTUAL
    if row.state != RoundtableState.DRAFT and row.starts_at and has_place:
        day = describe_day(row.starts_at, row.zone)
        yield ChecklistFact.DATE, f"{day}, {row.venue or row.get_format_display().lower()}"
    items = row.items  # type: ignore[attr-defined]  # prefetched above
    if items and not agendas.problems(readiness.slots_of(items), row.minutes):
        yield ChecklistFact.AGENDA, f"{counted(len(items), 'item')}, every rule kept"
    if row.notice_signed_at:
        yield (
            ChecklistFact.NOTICE,
            f"signed on {describe_day(row.notice_signed_at, row.zone)}",
        )


def _people(row: Roundtable, first_asked_at: datetime | None) -> Iterator[Fact]:
    if first_asked_at:
        yield (
            ChecklistFact.INVITATIONS,
            f"sent from {describe_day(first_asked_at, row.zone)} on",
        )
    states = [one.state for one in row.standing]  # type: ignore[attr-defined]  # prefetched above
    if states and all(state == AssignmentState.ACCEPTED for state in states):
        yield (
            ChecklistFact.EXPERTS,
            f"{counted(len(states), 'expert has', 'experts have')} said yes",
        )


def _papers(row: Roundtable) -> Iterator[Fact]:
    released: list[Packet] = row.released  # type: ignore[attr-defined]  # prefetched above
    at = min((packet.released_at for packet in released if packet.released_at), default=None)
    if at:
        yield ChecklistFact.PACKET, f"released on {describe_day(at, row.zone)}"
    report = getattr(row, "after_action_report", None)
    if report and report.state != ReportState.DRAFT and report.signed_at:
        yield (
            ChecklistFact.REPORT,
            f"signed off on {describe_day(report.signed_at, row.zone)}",
        )
