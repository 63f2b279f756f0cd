"""The roundtable that was held a year ago, and what came of it."""

from datetime import timedelta

from bcp.coordination.demonstration import dates
from bcp.coordination.demonstration.people import Cast
from engagements.enums import ActionItemState, EngagementPhase
from engagements.models import Engagement, Topic
from roundtables import reporting
from roundtables.enums import (
    AssignmentState,
    Attribution,
    InvitationState,
    ReportState,
    RoundtableState,
    Rsvp,
)
from roundtables.models import (
    AfterActionReport,
    AgendaItem,
    Assignment,
    CheckIn,
    Commitment,
    Expert,
    Feedback,
    Invitation,
    Note,
    Roundtable,
    Venue,
)
from stakeholders.models import Contact

HELD = -300  # days
ITEMS = (
    (20, "Check-in and materials", (), False), (30, "Who we are and what we do", ("T01",), False),
    (25, "Protections in daily work", ("T05",), False), (15, "Break", (), False),
    (60, "The liaison officer program: what would make it work for you", ("T11",), True),
    (30, "Commitments: who, what, by when", (), True),
)  # fmt: skip
NOTES = (
    ("Volunteer departments cannot send anyone for a full day; evenings would work.",
     Attribution.SECTOR, ""),
    ("A two-page sheet in each engine would do more than a portal account.",
     Attribution.ATTRIBUTED, "Aisha Bauer"),
    ("Some fear that reports vanish; a short answer would help.", Attribution.NONE, ""),
    ("Hazmat teams want the arson bulletin on the same day.", Attribution.SECTOR, ""),
)  # fmt: skip
PROMISES = (
    ("Name a liaison officer in every career department", "Ben Jensen",
     "Port Ellis Fire Department", ActionItemState.DONE),
    ("Hold two evening trainings for volunteer departments", "Owen Tanaka",
     "Cascadia Fusion Center", ActionItemState.DONE),
    ("Answer every report within five working days", "Marisol Reyes", "Cascadia Fusion Center",
     ActionItemState.DONE),
    ("Print the two-page sheet for every engine", "Carmen Walker", "Alder Point Fire Department",
     ActionItemState.DONE),
    ("Give volunteer departments portal accounts", "Owen Tanaka", "Cascadia Fusion Center",
     ActionItemState.DROPPED),
)  # fmt: skip


def load_held_roundtable(cast: Cast, engagement: Engagement, pool: dict[str, Expert]) -> None:
    """Make the roundtable as it stands today: held, recorded, reported, closed."""
    roundtable = held_roundtable(engagement, "Fire service and EMS roundtable", HELD)
    Assignment.objects.create(
        roundtable=roundtable,
        expert=pool["Noel Whitaker"],
        state=AssignmentState.ACCEPTED,
        requested_at=dates.instant(HELD - 40),
        answered_at=dates.instant(HELD - 38),
    )
    take_attendance(cast, roundtable)
    write_notes(roundtable)
    keep_promises(cast, roundtable)
    give_feedback(roundtable)
    report(cast, roundtable)
    dates.date_back(
        engagement,
        engagement.created_at,
        state=EngagementPhase.CLOSED,
        decided_at=dates.instant(-370),
        closed_at=dates.instant(HELD + 180),
        phase_since=dates.instant(HELD + 180),
        coordinator=cast.dhs,
        goal="A trained liaison officer in every fire department, and an answer to every report.",
    )


def held_roundtable(engagement: Engagement, title: str, offset: int) -> Roundtable:
    """A roundtable that took place so many days from today, with its agenda and venue."""
    center = engagement.center
    venue = Venue.objects.create(
        center=center, name="Fire training academy", city=center.city, state=center.state,
        capacity=60, accessibility="Step-free; parking at the door.",
    )  # fmt: skip
    starts_at = dates.morning(dates.tuesday(offset), center.zone)
    roundtable = Roundtable.objects.create(
        engagement=engagement,
        title=title,
        purpose="How we reach each other, before it matters.",
        state=RoundtableState.HELD,
        venue=venue,
        time_zone=engagement.time_zone,
        wall_start=f"{starts_at:%Y-%m-%dT%H:%M}",
        starts_at=starts_at,
        minutes=sum(item[0] for item in ITEMS),
        answers_close_at=starts_at - timedelta(days=3),
        held_at=starts_at + timedelta(hours=3),
        record_closed_at=starts_at + timedelta(days=7),
        facilitator_name="Joan Abernathy",
    )
    for place, (minutes, words, topics, is_talk) in enumerate(ITEMS, start=1):
        item = AgendaItem.objects.create(
            roundtable=roundtable,
            position=place,
            minutes=minutes,
            title=words,
            is_discussion=is_talk,
            is_break=words == "Break",
        )
        item.topics.set(Topic.objects.filter(pk__in=topics))
    roundtable.topics.set(Topic.objects.filter(pk__in=["T01", "T05", "T11"]))
    engagement.set_event_day(starts_at.date())
    engagement.checklist.update(done_at=starts_at)
    return roundtable


def take_attendance(cast: Cast, roundtable: Roundtable) -> None:
    """Twenty people were asked, most said yes, most of them came; two came unasked."""
    contacts = Contact.objects.filter(
        organization__center=cast.center, organization__sector__in=["fire", "emergency_management"]
    )
    people = contacts.select_related("organization").order_by("pk")[:20]
    when = roundtable.starts_at or dates.instant(HELD)
    invitations = Invitation.objects.bulk_create(
        Invitation(
            roundtable=roundtable,
            contact=contact,
            organization=contact.organization,
            organization_name=contact.organization.name,
            sector_id=contact.organization.sector_id,
            name=contact.name,
            email=contact.email,
            state=InvitationState.INVITED,
            rsvp=Rsvp.NO if number % 6 == 5 else Rsvp.YES,
            source="link",
            invited_at=when - timedelta(days=40),
            answered_at=when - timedelta(days=30 - number),
            mailings=1,
        )
        for number, contact in enumerate(people)
    )
    said_yes = [row for row in invitations if row.rsvp == Rsvp.YES]
    roundtable.change(seats_taken=len(said_yes))
    arrivals = [
        CheckIn(
            roundtable=roundtable,
            invitation=row,
            name=row.name,
            organization_name=row.organization_name,
            sector_id=row.sector_id,
            arrived_at=when - timedelta(minutes=25 - number),
            by=cast.coordinator,
        )
        for number, row in enumerate(said_yes)
        if number % 8 != 7
    ]
    walk_ins = [
        CheckIn(
            roundtable=roundtable, name=name, organization_name=organization, sector_id="fire",
            arrived_at=when, by=cast.coordinator,
        )
        for name, organization in (("Rita Novak", "Heron Slough Volunteer Fire"),
                                   ("Al Whitcomb", "Basalt Mills Medic Unit"))
    ]  # fmt: skip
    CheckIn.objects.bulk_create([*arrivals, *walk_ins])


def write_notes(roundtable: Roundtable) -> None:
    """What was said at the discussion."""
    talk = roundtable.agenda_items.filter(is_discussion=True).first()
    Note.objects.bulk_create(
        Note(
            roundtable=roundtable,
            agenda_item=talk,
            text=text,
            attribution=attribution,
            speaker=speaker,
            sector_id="fire" if attribution == Attribution.SECTOR else None,
        )
        for text, attribution, speaker in NOTES
    )


def keep_promises(cast: Cast, roundtable: Roundtable) -> None:
    """Commitments became action items; all are done but one, which was dropped with a reason."""
    gaps = list(roundtable.engagement.gaps.all())
    for number, (text, who, organization, state) in enumerate(PROMISES):
        commitment = Commitment.objects.create(
            roundtable=roundtable,
            text=text,
            who=who,
            organization_name=organization,
            due_on=dates.day(HELD + 60 + 20 * number),
            gap=gaps[number % len(gaps)],
        )
        item = commitment.turn_into_action_item(by=cast.coordinator)
        dates.date_back(
            item,
            dates.instant(HELD + 1),
            state=state,
            closed_at=dates.instant(HELD + 50 + 20 * number),
            reason="They asked for paper instead." if state == ActionItemState.DROPPED else "",
        )


def give_feedback(roundtable: Roundtable) -> None:
    """Twelve people said what they thought of it."""
    codes = list(reporting.QUESTIONS)
    Feedback.objects.bulk_create(
        Feedback(
            roundtable=roundtable,
            ratings={code: 5 - (person + place) % 3 for place, code in enumerate(codes)},
            comment="More time for the table talk, please." if person == 3 else "",
        )
        for person in range(12)
    )


def report(cast: Cast, roundtable: Roundtable) -> None:
    """The after-action report, final; its PDF is made by the worker like every other."""
    page = AfterActionReport.objects.create(
        roundtable=roundtable,
        summary="Fire and EMS told us what keeps them from taking part, and five promises were"
        " made. Four were kept within the year.",
        what_worked="Tables by sector; a chief who opened the day; food from the union hall.",
        what_to_change="Fewer slides. Send the agenda two weeks ahead.",
    )
    reporting.print_report(page, by=cast.coordinator)
    page.change(
        state=ReportState.FINAL,
        signed_by=cast.privacy_officer,
        signed_at=dates.instant(HELD + 20),
    )
