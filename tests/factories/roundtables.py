"""Venues, roundtables, experts, invitations and papers for tests; one trait per state."""

import hashlib
import secrets
from datetime import date, datetime, time, timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from bcp.core.datetimes import zone_of
from roundtables import models
from roundtables.enums import (
    AnswerSource,
    AssignmentState,
    Attribution,
    InvitationState,
    PacketState,
    RoundtableState,
    Rsvp,
)
from roundtables.models.scheduling import wall_of
from tests.factories.accounts import UserFactory
from tests.factories.engagements import EngagementFactory, SectorFactory

DAYS_AHEAD = 60


class VenueFactory(DjangoModelFactory):
    """A place of the center of `center`."""

    class Meta:
        model = models.Venue

    center = factory.SubFactory("tests.factories.accounts.CenterFactory")
    name = factory.Sequence(lambda n: f"Community hall {n}")
    address = "1200 Broadway"
    city = "Denver"
    state = factory.SelfAttribute("center.state")
    capacity = 60
    accessibility = "Step-free entrance on 12th Avenue."


def wall_text(day: date, clock: time = time(9)) -> str:
    """A wall time as Roundtable.wall_start keeps it."""
    return f"{datetime.combine(day, clock):%Y-%m-%dT%H:%M}"


class RoundtableFactory(DjangoModelFactory):
    """A draft with a date in 60 days, 9:00 on the wall; a trait for each other state.

    `engagement__center=center` puts it at a center; `days=14` moves it; `signed` signs the notice.
    """

    class Meta:
        model = models.Roundtable

    class Params:
        days = DAYS_AHEAD
        draft = factory.Trait(state=RoundtableState.DRAFT)
        dateless = factory.Trait(wall_start="", starts_at=None, answers_close_at=None)
        scheduled = factory.Trait(
            state=RoundtableState.SCHEDULED,
            notice_signed_at=factory.LazyFunction(timezone.now),
        )
        held = factory.Trait(
            state=RoundtableState.HELD, days=-7, held_at=factory.LazyFunction(timezone.now)
        )
        cancelled = factory.Trait(
            state=RoundtableState.CANCELLED, cancelled_reason="The venue was flooded."
        )
        full = factory.Trait(seats=1, seats_taken=1)

    engagement = factory.SubFactory(EngagementFactory)
    title = factory.Sequence(lambda n: f"Roundtable {n}")
    purpose = "How fire departments and the center work together."
    venue = factory.SubFactory(VenueFactory, center=factory.SelfAttribute("..engagement.center"))
    time_zone = factory.SelfAttribute("engagement.time_zone")
    wall_start = factory.LazyAttribute(
        lambda o: wall_text(
            timezone.localdate(timezone=zone_of(o.time_zone)) + timedelta(days=o.days)
        )
    )
    starts_at = factory.LazyAttribute(
        lambda o: datetime.fromisoformat(o.wall_start).replace(tzinfo=zone_of(o.time_zone))
    )
    answers_close_at = factory.LazyAttribute(
        lambda o: o.starts_at - timedelta(days=3) if o.starts_at else None
    )
    wall_close = factory.LazyAttribute(
        lambda o: wall_of(o.answers_close_at, zone_of(o.time_zone)) if o.answers_close_at else ""
    )
    minutes = 255
    seats = 40
    notice_text = "We ask for your name, organization, e-mail address and answer. It is voluntary."


class AgendaItemFactory(DjangoModelFactory):
    class Meta:
        model = models.AgendaItem

    roundtable = factory.SubFactory(RoundtableFactory)
    position = factory.Sequence(lambda n: n + 1)
    minutes = 30
    title = factory.Sequence(lambda n: f"Item {n}")

    class Params:
        discussion = factory.Trait(is_discussion=True, title="Discussion by sector table")
        pause = factory.Trait(is_break=True, title="Break", minutes=15)


class SectorSeatsFactory(DjangoModelFactory):
    class Meta:
        model = models.SectorSeats

    roundtable = factory.SubFactory(RoundtableFactory, scheduled=True)
    sector = factory.SubFactory(SectorFactory)
    minimum = 2


class ExpertFactory(DjangoModelFactory):
    """Someone of the DHS pool; `topics=[…]` says what they speak about."""

    class Meta:
        model = models.Expert
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Expert {n:03}")
    title = "Senior adviser"
    agency = "Department of Homeland Security"
    email = factory.Sequence(lambda n: f"expert{n}@program.example.org")
    public_bio = "Twenty years of work between fire service and intelligence."

    @factory.post_generation
    def topics(self, create, extracted, **kwargs):
        if create and extracted:
            self.topics.set(extracted)


class UnavailabilityFactory(DjangoModelFactory):
    class Meta:
        model = models.Unavailability

    expert = factory.SubFactory(ExpertFactory)
    first_on = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=7))
    last_on = factory.LazyAttribute(lambda o: o.first_on + timedelta(days=4))


class AssignmentFactory(DjangoModelFactory):
    """An expert proposed for a roundtable; a trait for each other state."""

    class Meta:
        model = models.Assignment

    class Params:
        requested = factory.Trait(
            state=AssignmentState.REQUESTED, requested_at=factory.LazyFunction(timezone.now)
        )
        accepted = factory.Trait(
            state=AssignmentState.ACCEPTED,
            requested_at=factory.LazyFunction(timezone.now),
            answered_at=factory.LazyFunction(timezone.now),
        )
        declined = factory.Trait(
            state=AssignmentState.DECLINED,
            requested_at=factory.LazyFunction(timezone.now),
            answered_at=factory.LazyFunction(timezone.now),
            reason="Another commitment that week.",
        )
        withdrawn = factory.Trait(state=AssignmentState.WITHDRAWN)

    roundtable = factory.SubFactory(RoundtableFactory)
    expert = factory.SubFactory(ExpertFactory)


class InvitationFactory(DjangoModelFactory):
    """Somebody invited, without an answer; a trait for each other state and answer.

    It stands for itself (no contact of the directory); `seated` also counts the seat.
    """

    class Meta:
        model = models.Invitation
        skip_postgeneration_save = True

    class Params:
        planned = factory.Trait(state=InvitationState.PLANNED, invited_at=None)
        withdrawn = factory.Trait(state=InvitationState.WITHDRAWN)
        answered = factory.Trait(
            answered_at=factory.LazyFunction(timezone.now), source=AnswerSource.LINK
        )
        yes = factory.Trait(answered=True, rsvp=Rsvp.YES, mode="in_person")
        no = factory.Trait(answered=True, rsvp=Rsvp.NO)
        maybe = factory.Trait(answered=True, rsvp=Rsvp.MAYBE)
        delegated = factory.Trait(answered=True, rsvp=Rsvp.DELEGATED)
        waitlisted = factory.Trait(
            answered=True, rsvp=Rsvp.WAITLISTED, waitlisted_at=factory.LazyFunction(timezone.now)
        )

    roundtable = factory.SubFactory(RoundtableFactory, scheduled=True)
    sector = factory.SubFactory(SectorFactory)
    name = factory.Sequence(lambda n: f"Invitee {n:03}")
    organization_name = "Summit Fire District"
    email = factory.Sequence(lambda n: f"invitee{n}@fire.example.org")
    state = InvitationState.INVITED
    invited_at = factory.LazyFunction(timezone.now)
    calendar_uid = factory.LazyFunction(lambda: f"{secrets.token_hex(16)}@bcp.example.org")

    @factory.post_generation
    def seat(self, create, extracted, **kwargs):
        """Count the seat of a Yes, so that the roundtable's books are right."""
        if create and self.rsvp == Rsvp.YES:
            roundtable = self.roundtable
            roundtable.seats_taken = roundtable.invitations.filter(rsvp=Rsvp.YES).count()
            roundtable.save(update_fields=["seats_taken"])


class RsvpLinkFactory(DjangoModelFactory):
    """A personal link whose token is "token"-like text given by `token`."""

    class Meta:
        model = models.RsvpLink

    class Params:
        token = factory.LazyFunction(lambda: secrets.token_urlsafe(32))

    invitation = factory.SubFactory(InvitationFactory)
    token_hash = factory.LazyAttribute(lambda o: hashlib.sha256(o.token.encode()).hexdigest())
    expires_at = factory.LazyAttribute(
        lambda o: (o.invitation.roundtable.ends_at or timezone.now()) + timedelta(days=30)
    )


def link_token(invitation: models.Invitation) -> str:
    """Give an invitation one more personal link and return its token."""
    token = secrets.token_urlsafe(32)
    RsvpLinkFactory(invitation=invitation, token=token)
    return token


class PacketFactory(DjangoModelFactory):
    """A draft of the participant edition; `signed` and `released` go on from there."""

    class Meta:
        model = models.Packet

    class Params:
        signed = factory.Trait(
            state=PacketState.SIGNED,
            signed_at=factory.LazyFunction(timezone.now),
            signed_by=factory.SubFactory(UserFactory),
        )
        released = factory.Trait(
            signed=True,
            state=PacketState.RELEASED,
            released_at=factory.LazyFunction(timezone.now),
        )

    roundtable = factory.SubFactory(RoundtableFactory, scheduled=True)
    version = 1


class CheckInFactory(DjangoModelFactory):
    """A walk-in; give `invitation` for an invitee."""

    class Meta:
        model = models.CheckIn

    roundtable = factory.SubFactory(RoundtableFactory, scheduled=True, days=0)
    name = factory.Sequence(lambda n: f"Guest {n}")
    organization_name = "Summit Fire District"
    sector = factory.SubFactory(SectorFactory)
    arrived_at = factory.LazyFunction(timezone.now)


class NoteFactory(DjangoModelFactory):
    """A note without attribution; `attributed` and `by_sector` keep more."""

    class Meta:
        model = models.Note

    class Params:
        attributed = factory.Trait(attribution=Attribution.ATTRIBUTED, speaker="Avery Quinn")
        by_sector = factory.Trait(
            attribution=Attribution.SECTOR, sector=factory.SubFactory(SectorFactory)
        )

    roundtable = factory.SubFactory(RoundtableFactory, held=True)
    text = "Stations want one phone number that works at night."


class CommitmentFactory(DjangoModelFactory):
    class Meta:
        model = models.Commitment

    roundtable = factory.SubFactory(RoundtableFactory, held=True)
    text = "Send the liaison officer's number to every station."
    who = "Avery Quinn"
    organization_name = "Summit Fire District"
    email = "avery@fire.example.org"
