"""What needs the people of one center today."""

from datetime import timedelta
from typing import Any

from django.db.models import Count, Max, Q
from django.urls import reverse
from django.utils import timezone

from bcp.accounts.models import Center, User
from bcp.coordination.needs import DANGER, LATE, WAITING, Need, ranked
from bcp.coordination.risks.scopes import day_of
from bcp.core.wording import counted
from bcp.documents.models import DocumentState
from bcp.mail.enums import MailState
from bcp.mail.models import OutgoingMail
from engagements import checklists
from engagements.enums import EngagementPhase, ReviewState
from engagements.models import ActionItem, Engagement, SelfReview
from engagements.phases import line_of, next_step_of
from roundtables.enums import InvitationState, PacketState, ReportState, RoundtableState, Rsvp
from roundtables.models import AfterActionReport, InvitationMessage, Packet, Roundtable
from stakeholders.enums import MessageState
from stakeholders.models import Organization, OutreachMessage, OutreachStep

OPEN_PHASES = [phase for phase in EngagementPhase if phase.is_open]
UNHAPPY = (MailState.FAILED, MailState.BOUNCED, MailState.UNCONFIRMED, MailState.HELD)
PACKET_DAYS = timedelta(days=7)
TODO_SHOWN = 4


def page_of(center: Center, user: User) -> dict[str, Any]:
    """Context of a center's front page."""
    engagements = list(
        Engagement.objects.filter(center=center, state__in=OPEN_PHASES)
        .select_related("center", "coordinator")
        .order_by("-phase_since")
    )
    todo = checklists.todo_of(engagements, TODO_SHOWN)
    return {
        "center": center,
        "needs": needs_of(center, user),
        "engagements": [
            {
                "row": row,
                "phases": line_of(row),
                "next_step": next_step_of(row, user),
                "todo": todo[row.pk],
            }
            for row in engagements
        ],
        "roundtables": coming_up(center),
        "has_review": SelfReview.objects.filter(center=center).exists(),
        "open_items": ActionItem.objects.filter(engagement__center=center).unfinished().count(),
        "organizations": Organization.objects.filter(center=center).live().count(),
        "latest_review": SelfReview.objects.filter(center=center).submitted().first(),
        "may_edit": user.may_edit(center),
    }


def needs_of(center: Center, user: User) -> list[Need]:
    """Everything that this person, in their role, should look at; the most pressing first."""
    needs = [*late_promises(center), *due_outreach(center)]
    if user.may_edit(center):
        needs += [*reviews(center, user), *unhappy_mails(center)]
    if user.is_director_of(center):
        needs += words_to_approve(center)
    if user.is_privacy_officer_of(center):
        needs += papers_to_sign(center)
    return ranked(needs)


def reviews(center: Center, user: User) -> list[Need]:
    """A self-review that is not finished."""
    drafts = SelfReview.objects.filter(center=center, state=ReviewState.DRAFT).annotate(
        answered=Count(
            "answers",
            filter=Q(answers__value__isnull=False)
            | Q(answers__is_unknown=True)
            | Q(answers__is_not_applicable=True),
        )
    )
    return [
        Need(
            what=f"{review.title} is in draft",
            why=f"{counted(review.answered, 'answer')} so far."
            " The director submits it when all are given.",
            label="Go on with it",
            url=reverse("engagements:self_review_detail", args=[review.pk]),
            tier=LATE,
        )
        for review in drafts
    ]


def late_promises(center: Center) -> list[Need]:
    """Action items whose day has passed."""
    rows = ActionItem.objects.overdue().filter(engagement__center=center)
    return [
        Need(
            what=item.text,
            why=f"Promised by {item.owner_name}.",
            label="Look at it",
            url=reverse("engagements:action_item_detail", args=[item.pk]),
            tier=LATE,
            due_on=item.due_on,
            who=item.owner_name,
        )
        for item in rows.select_related("engagement")
    ]


def due_outreach(center: Center) -> list[Need]:
    """Planned steps towards organizations that are due by today."""
    rows = OutreachStep.objects.open().filter(
        organization__center=center, due_on__lte=timezone.localdate()
    )
    return [
        Need(
            what=f"{step.get_kind_display()}: {step.organization}",
            why=step.purpose or "Planned outreach.",
            label="Open the plan",
            url=reverse("stakeholders:outreach_plan", args=[step.engagement_id])
            if step.engagement_id
            else step.organization.get_absolute_url(),
            tier=WAITING,
            due_on=step.due_on,
            who=str(step.owner or ""),
        )
        for step in rows.select_related("organization", "owner")
    ]


def unhappy_mails(center: Center) -> list[Need]:
    """Mails that go no further without a person, counted by what happened to them."""
    counts = OutgoingMail.objects.filter(center=center, state__in=UNHAPPY).counts()
    return [
        Need(
            what=f"{counted(number, 'mail')}: {MailState(state).label.lower()}",
            why="What could not be delivered goes no further until somebody looks at it.",
            label="Look at the mails",
            url=f"{reverse('mail:mail_list', args=[center.pk])}?state=attention",
            tier=WAITING,
        )
        for state, number in counts.items()
    ]


def words_to_approve(center: Center) -> list[Need]:
    """Texts that wait for the director."""
    messages = InvitationMessage.objects.filter(
        roundtable__engagement__center=center,
        roundtable__state=RoundtableState.SCHEDULED,
        approved_at=None,
    ).select_related("roundtable")
    outreach = OutreachMessage.objects.filter(
        engagement__center=center, state=MessageState.SUBMITTED
    ).select_related("engagement")
    return [
        *(
            Need(
                what=f"Approve the {message.get_kind_display().lower()} to {message.roundtable}",
                why="It does not go out before you have read it.",
                label="Read it",
                url=message.roundtable.get_absolute_url(),
            )
            for message in messages
        ),
        *(
            Need(
                what=f"Approve the outreach message of {message.engagement}",
                why="It does not go out before you have read it.",
                label="Read it",
                url=reverse("stakeholders:outreach_plan", args=[message.engagement_id]),
            )
            for message in outreach
        ),
    ]


def papers_to_sign(center: Center) -> list[Need]:
    """Notice, packet and report that wait for the privacy officer."""
    of_center = Roundtable.objects.filter(engagement__center=center)
    unsigned = of_center.filter(state=RoundtableState.SCHEDULED, notice_signed_at=None)
    newest = (
        Packet.objects.filter(roundtable__in=of_center.open())
        .values("roundtable", "edition")
        .annotate(newest=Max("pk"))
    )
    packets = Packet.objects.filter(
        pk__in=newest.values("newest"), state=PacketState.DRAFT, document__state=DocumentState.READY
    ).select_related("roundtable")
    reports = AfterActionReport.objects.filter(
        roundtable__engagement__center=center,
        state=ReportState.DRAFT,
        document__state=DocumentState.READY,
    ).select_related("roundtable")
    return [
        *(
            Need(
                what=f"Sign the privacy notice of {roundtable}",
                why="Without it no invitation goes out.",
                label="Read the notice",
                url=roundtable.get_absolute_url(),
                tier=DANGER,
            )
            for roundtable in unsigned
        ),
        *(
            Need(
                what=f"Sign off version {packet.version} of the packet of {packet.roundtable}",
                why="Participants get it a week before the day.",
                label="Read the packet",
                url=reverse("roundtables:packet_detail", args=[packet.roundtable_id]),
                due_on=day_of(packet.roundtable) - PACKET_DAYS
                if packet.roundtable.starts_at
                else None,
            )
            for packet in packets
        ),
        *(
            Need(
                what=f"Sign off the after-action report of {report.roundtable}",
                why="It stays a draft until you have read it.",
                label="Read the report",
                url=reverse("roundtables:report_detail", args=[report.roundtable_id]),
            )
            for report in reports
        ),
    ]


def coming_up(center: Center) -> list[Roundtable]:
    """Scheduled roundtables with their counts, the next first."""
    asked = Q(invitations__state=InvitationState.INVITED)
    rows: Any = Roundtable.objects.filter(
        engagement__center=center, state=RoundtableState.SCHEDULED
    ).annotate(
        invited=Count("invitations", filter=asked),
        yes=Count("invitations", filter=asked & Q(invitations__rsvp=Rsvp.YES)),
        waiting=Count("invitations", filter=asked & Q(invitations__rsvp=Rsvp.WAITLISTED)),
        unanswered=Count("invitations", filter=asked & Q(invitations__rsvp=Rsvp.NONE)),
    )
    return list(rows.select_related("venue").order_by("starts_at"))
