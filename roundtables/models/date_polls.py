"""Candidate dates of a roundtable, put to the people who should be there."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.utils import timezone

from bcp.accounts.models import Center, User
from bcp.audit.models import record
from bcp.core.actions import Refused, action
from bcp.core.models import BaseModel, StatefulModel
from engagements.models import Sector
from roundtables.enums import DatePollState, RoundtableState
from roundtables.models.base import (
    OfRoundtable,
    RoundtableScopedQuerySet,
)
from roundtables.models.roundtables import Roundtable
from stakeholders.models import Contact

if TYPE_CHECKING:
    from roundtables.models.polled_people import PolledPerson

MOST_DATES, MOST_PEOPLE = 12, 300


class DatePollQuerySet(RoundtableScopedQuerySet):
    """Date polls."""

    @action
    def begin(self, roundtable: Roundtable, *, by: User) -> "DatePoll":
        """Prepare the poll of a roundtable without a fixed date. Twice gives the first one."""
        roundtable.require(RoundtableState.DRAFT)
        poll: DatePoll
        poll, is_new = self.get_or_create(roundtable=roundtable)
        if is_new:
            poll.sectors.set(roundtable.engagement.sectors.all())
            record("date_poll.begun", poll, by=by)
        return poll


class DatePoll(OfRoundtable, StatefulModel):
    """The candidate dates of a roundtable, put to the people who should be there.

    States:
        draft   being prepared; nobody has been asked
        open    people answer by their links
        closed  a date was chosen, or the poll was given up
    """

    roundtable = models.OneToOneField(
        Roundtable, on_delete=models.CASCADE, related_name="date_poll"
    )
    state = models.CharField(max_length=10, choices=DatePollState, default=DatePollState.DRAFT)
    sectors = models.ManyToManyField(
        Sector, blank=True, related_name="+", verbose_name="sectors that must be there"
    )
    closes_on = models.DateField("answers wanted by", null=True, blank=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    opened_at = models.DateTimeField(null=True, blank=True)

    objects = DatePollQuerySet.as_manager()

    class Meta:
        verbose_name = "date poll"

    def __str__(self) -> str:
        return f"Date poll of {self.roundtable}"

    @property
    def is_closed(self) -> bool:
        """Whether nobody can answer any more."""
        return self.state == DatePollState.CLOSED

    @action
    def revise(self, *, by: User, sectors: Iterable[Sector], closes_on: object) -> None:
        """Change which sectors must be there and until when answers are wanted."""
        self.require(DatePollState.DRAFT, DatePollState.OPEN)
        self.change(closes_on=closes_on)
        self.sectors.set(sectors)
        record("date_poll.revised", self, by=by)

    @action
    def offer(self, starts_at: datetime, *, by: User) -> "CandidateDate":
        """Put one more date up. While people answer already, they see it when they come back."""
        self.require(DatePollState.DRAFT, DatePollState.OPEN)
        if starts_at <= timezone.now():
            raise Refused("This date is in the past. Choose a day and time that lie ahead.")
        if self.dates.filter(starts_at=starts_at).exists():
            raise Refused("This date is on the list already.")
        if self.dates.count() >= MOST_DATES:
            raise Refused(f"Offer at most {MOST_DATES} dates; people do not answer longer lists.")
        candidate: CandidateDate = self.dates.create(starts_at=starts_at)
        record("date_poll.date_offered", self, by=by, date=candidate.pk)
        return candidate

    @action
    def ask(
        self, *, name: str, email: str, sector: Sector, by: User, contact: Contact | None = None,
        organization_name: str = "",
    ) -> "PolledPerson":  # fmt: skip
        """Put a person on the list; once the poll is open they are asked at once. Twice is once."""
        self.require(DatePollState.DRAFT, DatePollState.OPEN)
        if self.people.count() >= MOST_PEOPLE:
            raise Refused(f"A date poll asks at most {MOST_PEOPLE} people.")
        person, is_new = self.people.get_or_create(
            email=email.lower(),
            defaults={
                "name": name,
                "sector": sector,
                "contact": contact,
                "organization_name": organization_name,
            },
        )
        if is_new:
            record("date_poll.person_added", self, by=by, person=person.pk)
            if self.state == DatePollState.OPEN:
                person.poll = self
                person.send_link(by=by)
        return person

    @action
    def open(self, *, by: User) -> int:
        """Send everyone on the list their link; return how many mails that are."""
        self.require(DatePollState.DRAFT)
        if self.dates.count() < 2:
            raise Refused("Offer at least two dates.")
        people = list(self.people.all())
        if not people:
            raise Refused("Nobody is on the list yet. Add the people whom you want to ask.")
        self.change(state=DatePollState.OPEN, opened_by=by, opened_at=timezone.now())
        for person in people:
            person.poll = self
            person.send_link(by=by)
        record("date_poll.opened", self, by=by, people=len(people))
        return len(people)

    @action
    def close(self, *, by: User) -> None:
        """Take no more answers. A second time nothing happens."""
        if self.lock().state != DatePollState.CLOSED:
            self.change(state=DatePollState.CLOSED)
            record("date_poll.closed", self, by=by)

    @action
    def choose(self, candidate: "CandidateDate", *, by: User) -> None:
        """Take this date, also of a closed poll: the roundtable is scheduled and the poll closes.

        No mail goes out.
        """
        self.lock()
        if self.roundtable.state != RoundtableState.DRAFT:
            raise Refused("The roundtable has a date already. Move it on its own page.")
        self.roundtable.schedule(candidate.starts_at, by=by)
        self.close(by=by)
        record("date_poll.date_chosen", self, by=by, date=candidate.pk)


class CandidateDate(BaseModel):
    """A day and time that a date poll offers, in the roundtable's zone."""

    poll = models.ForeignKey(DatePoll, on_delete=models.CASCADE, related_name="dates")
    starts_at = models.DateTimeField()

    class QuerySet(RoundtableScopedQuerySet):
        """Candidate dates."""

        center_path = "poll__roundtable__engagement__center"
        engagement_path = "poll__roundtable__engagement"

    objects = QuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["starts_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["poll", "starts_at"], name="a_date_once_per_poll"),
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M} UTC"

    @property
    def center(self) -> Center:
        """The center that asks."""
        return self.poll.center

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which it is spoken of."""
        return self.poll.roundtable.zone

    @action
    def remove(self, *, by: User) -> None:
        """Offer it no more; answers to it go with it."""
        self.poll.require(DatePollState.DRAFT, DatePollState.OPEN)
        record("date_poll.date_removed", self.poll, by=by, date=self.pk)
        self.delete()
