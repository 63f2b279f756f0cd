"""Who is asked in a date poll, and which dates suit them."""

from collections.abc import Mapping
from typing import ClassVar

from django.db import models
from django.utils import timezone

from bcp.accounts.models import Center, User
from bcp.audit.models import record
from bcp.core.actions import Refused, action
from bcp.core.models import BaseModel
from engagements.models import Sector
from roundtables import emails_of_planning as emails
from roundtables.enums import DatePollState, DateVote, RoundtableState
from roundtables.models.base import RoundtablePrivateQuerySet
from roundtables.models.date_polls import CandidateDate, DatePoll
from roundtables.models.rsvps import hash_of, new_token
from stakeholders.models import Contact


class PolledPerson(BaseModel):
    """Somebody asked which dates suit; the answer comes by a personal link.

    Only the SHA-256 of the link's token is kept.
    """

    poll = models.ForeignKey(DatePoll, on_delete=models.CASCADE, related_name="people")
    contact = models.ForeignKey(
        Contact, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    sector = models.ForeignKey(Sector, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    organization_name = models.CharField(max_length=200, blank=True)
    email = models.EmailField("e-mail address")
    token_hash = models.CharField(max_length=64, blank=True, db_index=True)
    asked_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    comment = models.CharField(max_length=300, blank=True)

    class QuerySet(RoundtablePrivateQuerySet):
        """People asked."""

        center_path = "poll__roundtable__engagement__center"

    objects = QuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["name", "pk"]
        verbose_name_plural = "polled people"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["poll", "email"], name="one_link_per_address_and_poll"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def center(self) -> Center:
        """The center that asks."""
        return self.poll.center

    @property
    def may_answer(self) -> bool:
        """Whether the link still works."""
        is_wanted = self.poll.roundtable.state == RoundtableState.DRAFT
        return is_wanted and self.poll.state == DatePollState.OPEN

    @action
    def send_link(self, *, by: User) -> None:
        """Queue the mail with a new link; an earlier link stops."""
        token = new_token()
        self.change(token_hash=hash_of(token), asked_at=timezone.now())
        act = record("date_poll.person_asked", self.poll, by=by, person=self.pk)
        emails.queue_date_poll(self, token, act.pk)

    @action
    def answer(self, votes: Mapping[int, str], *, comment: str = "") -> None:
        """Keep what suits this person, by id of the date; the last answer counts."""
        self.poll.lock()
        if not self.may_answer:
            raise Refused("The date has been chosen; answers are no longer needed. Thank you.")
        dates = {date.pk: date for date in self.poll.dates.all()}
        self.votes.all().delete()
        DateAnswer.objects.bulk_create(
            DateAnswer(person=self, date=dates[pk], vote=vote)
            for pk, vote in votes.items()
            if pk in dates and vote in DateVote.values
        )
        self.change(answered_at=timezone.now(), comment=comment)
        record("date_poll.answered", self, by=None)
        emails.note_use(f"polledperson:{self.pk}")

    @action
    def remove(self, *, by: User) -> None:
        """Take the person off the list; the link stops."""
        self.poll.require(DatePollState.DRAFT, DatePollState.OPEN)
        record("date_poll.person_removed", self.poll, by=by, person=self.pk)
        self.delete()


class DateAnswer(BaseModel):
    """Whether one date suits one person."""

    person = models.ForeignKey(PolledPerson, on_delete=models.CASCADE, related_name="votes")
    date = models.ForeignKey(CandidateDate, on_delete=models.CASCADE, related_name="votes")
    vote = models.CharField(max_length=10, choices=DateVote)

    class QuerySet(RoundtablePrivateQuerySet):
        """Answers to dates."""

        center_path = "date__poll__roundtable__engagement__center"

    objects = QuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["person", "date"], name="one_vote_per_person_and_date"),
        ]

    def __str__(self) -> str:
        return self.get_vote_display()

    @property
    def center(self) -> Center:
        """The center that asks."""
        return self.person.center
