"""Roundtables of the other centers: what a DHS coordinator has to look after."""

from bcp.coordination.demonstration import dates
from bcp.coordination.demonstration.engagements import (
    ARIZONA,
    COLORADO,
    GEORGIA,
    MINNESOTA,
    NetworkCenter,
    stand_in,
)
from bcp.coordination.demonstration.last_year import held_roundtable
from bcp.coordination.demonstration.people import Cast
from engagements.enums import EngagementPhase
from engagements.models import ActionItem, AgendaTemplate, Engagement
from roundtables.enums import InvitationState, Rsvp
from roundtables.models import Assignment, Expert, Invitation, Roundtable, Venue

NEXT_WEEK = 6  # days
GUESTS = (
    ("Milo Sandoval", "Saguaro Valley Chamber", "chamber", Rsvp.YES),
    ("Ruth Abel", "Red Butte Fire District", "fire", Rsvp.YES),
    ("Ken Ito", "Copper Basin Schools", "education", Rsvp.YES),
    ("Olga Marin", "Mesa Verde Medical Center", "public_health", Rsvp.NONE),
    ("Dale Finch", "Ocotillo County Health", "public_health", Rsvp.MAYBE),
)


def load_network(cast: Cast, engagements: dict[str, Engagement], pool: dict[str, Expert]) -> None:
    """One center plans, one is close to its day, one is late with promises, one has gone quiet."""
    plan(cast, engagements[COLORADO.slug])
    come_close(cast, engagements[ARIZONA.slug], pool)
    fall_behind(cast, engagements[GEORGIA.slug])
    go_quiet(cast, engagements[MINNESOTA.slug], MINNESOTA)


def plan(cast: Cast, engagement: Engagement) -> None:
    """Accepted some weeks ago; a date is thought of, nobody has been asked."""
    stand_in(engagement, EngagementPhase.PLANNING, -20, cast.dhs)
    Roundtable.objects.plan(engagement, by=cast.dhs, title="Lodging and resorts roundtable")


def come_close(cast: Cast, engagement: Engagement, pool: dict[str, Expert]) -> None:
    """Six days before: an expert has not answered, nobody of public health comes, no packet."""
    stand_in(engagement, EngagementPhase.CONTENT, -15, cast.dhs)
    center = engagement.center
    venue = Venue.objects.create(
        center=center, name="Copper Basin Civic Center", city=center.city, state=center.state,
        capacity=80,
    )  # fmt: skip
    roundtable = Roundtable.objects.plan(
        engagement,
        by=cast.dhs,
        topics=engagement.topics.all(),
        title="Public health and hospital roundtable",
        facilitator_name="Joan Abernathy",
    )
    roundtable.lay_out_agenda(AgendaTemplate.objects.get(code="standard"), by=cast.dhs)
    starts_at = dates.morning(dates.day(NEXT_WEEK), center.zone)
    roundtable.schedule(starts_at, by=cast.dhs, venue=venue)
    for name, answers in (("Samuel Ortiz", True), ("Ada Oyelaran", False)):
        assignment = Assignment.objects.propose(
            roundtable, pool[name], by=cast.dhs, topics=pool[name].topics.all()
        )
        assignment.request(by=cast.dhs)
        if answers:
            assignment.accept(by=cast.dhs)
    Invitation.objects.bulk_create(
        Invitation(
            roundtable=roundtable,
            name=name,
            organization_name=organization,
            sector_id=sector,
            email=f"{name.lower().replace(' ', '.')}@guests.example.org",
            state=InvitationState.INVITED,
            rsvp=rsvp,
            invited_at=dates.instant(-30),
            answered_at=dates.instant(-20) if rsvp != Rsvp.NONE else None,
            mailings=1,
        )
        for name, organization, sector, rsvp in GUESTS
    )
    roundtable.change(seats_taken=sum(guest[3] == Rsvp.YES for guest in GUESTS))


def fall_behind(cast: Cast, engagement: Engagement) -> None:
    """Held two months ago; two promises are late."""
    held_roundtable(engagement, "Ports and freight roundtable", -60)
    stand_in(engagement, EngagementPhase.FOLLOW_UP, -35, cast.dhs)
    for text, owner, late in (
        ("Share the port contact list with both rail operators.", "Nora Pike", 18),
        ("Set up the freight alert list.", "Andre Coleman", 5),
    ):
        ActionItem.objects.create(
            engagement=engagement,
            text=text,
            owner_name=owner,
            owner_organization="Port authority (fictional)",
            due_on=dates.day(-late),
        )


def go_quiet(cast: Cast, engagement: Engagement, about: NetworkCenter) -> None:
    """The last engagement of this center ended long ago."""
    held_roundtable(engagement, f"{about.title} roundtable", -560)
    stand_in(engagement, EngagementPhase.CLOSED, -500, cast.dhs)
    dates.date_back(engagement, dates.instant(-640), closed_at=dates.instant(-500))
