"""What roundtables tell the apps below them: panels, timelines, who came."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from django.db.models import Count, Q
from django.urls import reverse

from bcp.accounts.models import Center, User
from bcp.core import datetimes
from bcp.mail.enums import MailState
from bcp.mail.models import OutgoingMail
from bcp.mail.suppressions import register_people
from engagements.checklists import register_facts
from engagements.conflicts import Outreach, register_outreach
from engagements.enums import EngagementPhase
from engagements.models import Engagement
from engagements.panels import Fact, Link, Panel, register_panel
from roundtables import achievements, reaching, readiness
from roundtables.composing import key_of
from roundtables.enums import InvitationState, RoundtableState, Rsvp
from roundtables.models import CheckIn, Invitation, Roundtable
from stakeholders import attendance
from stakeholders.models import Organization
from stakeholders.places import Place, register_place
from stakeholders.timeline import TimelineEntry, register_source

POSITION = 40  # after planning and outreach


def register() -> None:
    """Tell the apps below whom to ask about roundtables."""
    register_panel(roundtables_panel)
    register_source(roundtables_of)
    register_source(mails_of)
    attendance.register_attendance(attendance_of)
    attendance.register_history(times_attended)
    register_place(place_of)
    register_outreach(outreach_in)
    register_people(reaching.people_of)
    register_facts(achievements.facts_of)


def roundtables_panel(engagement: Engagement, user: User) -> Panel | None:
    """The engagement's roundtables with date and state, and what is missing for the next one."""
    rows: list[Roundtable] = list(
        Roundtable.objects.visible_to(user)
        .filter(engagement=engagement)
        .select_related("engagement__center__state", "venue")
    )
    plan = reverse("roundtables:roundtable_create", args=[engagement.pk])
    may_plan = user.may_edit(engagement.center) and EngagementPhase(engagement.state).is_open
    ahead = [row for row in rows if row.is_open]
    return Panel(
        title="Roundtables",
        position=POSITION,
        facts=[Fact(row.title, state_of(row), row.get_absolute_url()) for row in rows],
        actions=[Link("Plan a roundtable", plan)] if may_plan else [],
        warnings=[
            Link(concern.text, concern.url or ahead[0].get_absolute_url())
            for concern in (readiness.concerns_of(ahead[0]) if ahead else [])
        ],
        empty_text="No roundtable is planned yet.",
    )


def state_of(roundtable: Roundtable) -> str:
    """Date with zone and state, in a few words."""
    state = str(RoundtableState(roundtable.state).label)
    if roundtable.starts_at is None:
        return f"{state}, no date yet"
    return f"{state}, {datetimes.describe_briefly(roundtable.starts_at, roundtable.zone)}"


def roundtables_of(organization: Organization) -> Iterable[TimelineEntry]:
    """Invitations of an organization's people, and who of them came."""
    rows = (
        Invitation.objects.filter(organization=organization, state=InvitationState.INVITED)
        .select_related("roundtable", "check_in")
        .order_by("pk")
    )
    for row in rows:
        roundtable = row.roundtable
        url = roundtable.get_absolute_url()
        yield TimelineEntry(
            row.invited_at or row.created_at,
            f"Invited to {roundtable}",
            who=row.name,
            detail=f"Answer: {row.get_rsvp_display()}",
            url=url,
            kind="invitation",
        )
        if hasattr(row, "check_in"):
            came = row.check_in.arrived_at
            yield TimelineEntry(came, f"Came to {roundtable}", who=row.name, url=url, kind="event")


def mails_of(organization: Organization) -> Iterable[TimelineEntry]:
    """What was handed to the mail server for an organization's people, but for the invitations
    themselves, which `roundtables_of` tells.
    """
    people = organization.invitations.values_list("pk", "name")
    names = {key_of(pk): name for pk, name in people}
    mails = OutgoingMail.objects.about(names)
    rows = mails.filter(state__in=(MailState.SENT, MailState.BOUNCED)).exclude(kind="invitation")
    for row in rows:
        if row.finished_at:
            yield TimelineEntry(
                row.finished_at,
                f"Mail: {row.what}",
                who=names[row.about],
                detail=row.state_label if row.state == MailState.BOUNCED else "",
                kind="mail",
            )


def place_of(engagement: Engagement) -> Place | None:
    """Where and when the engagement's next roundtable is held, once its venue is chosen."""
    rows = engagement.roundtables.exclude(state=RoundtableState.CANCELLED)
    row: Roundtable | None = rows.filter(venue__isnull=False).select_related("venue").last()
    if row is None or row.venue is None:
        return None
    day = row.starts_at.astimezone(row.zone).date() if row.starts_at else None
    state = row.venue.state_id or engagement.center.state_id
    return Place(state, row.venue.city, row.venue.county, on=day)


def outreach_in(state: str, first: date, last: date | None) -> list[Outreach]:
    """Dated roundtables of every center in a state, for the check of conflicts."""
    rows = Roundtable.objects.filter(state=RoundtableState.SCHEDULED, starts_at__isnull=False)
    rows = rows.filter(Q(venue__state=state) | Q(engagement__center__state=state))
    rows = rows.filter(wall_start__gte=first.isoformat())  # the day on the venue's clocks
    if last:
        rows = rows.filter(wall_start__lt=(last + timedelta(days=1)).isoformat())
    return [
        Outreach(
            str(row),
            row.engagement.center.name,
            row.venue.city if row.venue else "",
            row.starts_at.astimezone(row.zone).date() if row.starts_at else None,
            row.get_absolute_url(),
        )
        for row in rows.select_related("engagement__center", "venue").order_by("starts_at")
    ]


def attendance_of(engagement: Engagement) -> Mapping[int, set[str]]:
    """Organization id -> whether it is invited, coming or came to a roundtable of an engagement."""
    known: dict[int, set[str]] = defaultdict(set)
    rows = Invitation.objects.filter(
        roundtable__engagement=engagement, organization__isnull=False
    ).exclude(state=InvitationState.WITHDRAWN)
    for organization, rsvp, came in rows.values_list("organization", "rsvp", "check_in"):
        known[organization].add(attendance.INVITED)
        if rsvp == Rsvp.YES:
            known[organization].add(attendance.COMING)
        if came:
            known[organization].add(attendance.ATTENDED)
    return known


def times_attended(center: Center) -> Mapping[int, int]:
    """Organization id -> to how many of the center's roundtables somebody of it came."""
    rows = (
        CheckIn.objects.filter(
            roundtable__engagement__center=center, invitation__organization__isnull=False
        )
        .values_list("invitation__organization")
        .annotate(times=Count("roundtable", distinct=True))
        .order_by()
    )
    return Counter(dict(rows))
