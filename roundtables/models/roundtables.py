"""The meeting itself: when, where, about what."""

from collections.abc import Iterable
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from bcp.accounts.models import Center, User
from bcp.audit.models import record
from bcp.core.actions import Refused, action
from bcp.core.models import BaseModel
from engagements.enums import EngagementPhase, RoundtableFormat
from engagements.models import (
    Engagement,
    EngagementScopedQuerySet,
    Sector,
    Topic,
)
from roundtables.enums import RoundtableState
from roundtables.models.arranging import Arranging
from roundtables.models.base import OfRoundtable, RoundtableScopedQuerySet
from roundtables.models.inviting import Inviting
from roundtables.models.recording import Recording
from roundtables.models.scheduling import Scheduling
from roundtables.models.venues import Venue

BEFORE_THE_DAY = (
    EngagementPhase.PLANNING,
    EngagementPhase.OUTREACH,
    EngagementPhase.INVITED,
    EngagementPhase.CONTENT,
)


class RoundtableQuerySet(EngagementScopedQuerySet):
    """Roundtables."""

    center_path = "engagement__center"

    def open(self) -> Self:
        """Those that still lie ahead: being planned or scheduled."""
        return self.filter(state__in=[RoundtableState.DRAFT, RoundtableState.SCHEDULED])

    def over(self) -> Self:
        """Those that are behind: held or cancelled."""
        return self.filter(state__in=[RoundtableState.HELD, RoundtableState.CANCELLED])

    @action
    def plan(
        self, engagement: Engagement, *, by: User, topics: Iterable[Topic] = (), **values: Any
    ) -> "Roundtable":
        """Begin a roundtable within an engagement. Nobody outside hears of it."""
        engagement.lock()
        if not EngagementPhase(engagement.state).is_open:
            raise Refused(
                f"This engagement is {engagement.get_state_display().lower()};"
                " no roundtable can be planned in it."
            )
        values.setdefault("time_zone", engagement.time_zone)
        roundtable: Roundtable = self.create(engagement=engagement, **values)
        roundtable.topics.set(topics)
        record("roundtable.planned", roundtable, by=by, engagement=engagement.pk)
        return roundtable


class Roundtable(Scheduling, Inviting, Arranging, Recording):
    """A facilitated meeting of stakeholders and experts within one engagement.

    States:
        draft      being planned; nobody outside has heard of it
        scheduled  it has a date; invitations go out and answers come in
        held       it took place; notes and commitments are kept until the record is closed
        cancelled  it will not take place; everyone who had heard of it has been told
    """

    engagement = models.ForeignKey(Engagement, on_delete=models.CASCADE, related_name="roundtables")
    title = models.CharField(max_length=160)
    purpose = models.TextField("what it is about, for invitees", max_length=2000, blank=True)
    state = models.CharField(max_length=10, choices=RoundtableState, default=RoundtableState.DRAFT)
    format = models.CharField(
        max_length=10, choices=RoundtableFormat, default=RoundtableFormat.IN_PERSON
    )
    venue = models.ForeignKey(
        Venue, null=True, blank=True, on_delete=models.PROTECT, related_name="roundtables"
    )
    online_url = models.URLField("address of the online meeting", max_length=300, blank=True)
    topics = models.ManyToManyField(Topic, blank=True, related_name="+")
    facilitator_name = models.CharField(max_length=120, blank=True)
    facilitator = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    ground_rules = models.TextField(max_length=4000, blank=True)
    # One more whenever calendars must change.
    revision = models.PositiveIntegerField(default=0, editable=False)
    previous = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="follow_ups"
    )
    cancelled_reason = models.CharField(max_length=300, blank=True)

    objects = RoundtableQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["starts_at", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(seats_taken__lte=models.F("seats")), name="seats_never_overrun"
            ),
            models.UniqueConstraint(
                fields=["feedback_token"],
                condition=~models.Q(feedback_token=""),
                name="one_roundtable_per_feedback_link",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its workspace."""
        return reverse("roundtables:roundtable_detail", args=[self.pk])

    @property
    def center(self) -> Center:
        """The center that holds it."""
        return self.engagement.center

    @property
    def is_open(self) -> bool:
        """Whether it still lies ahead: being planned or scheduled."""
        return self.state in (RoundtableState.DRAFT, RoundtableState.SCHEDULED)

    @property
    def is_cancelled(self) -> bool:
        """Whether it was called off."""
        return self.state == RoundtableState.CANCELLED

    # The plan

    @action
    def revise(self, *, by: User, topics: Iterable[Topic], **values: Any) -> None:
        """Change title, purpose, seats, facilitator and the like. More seats move up the waitlist.

        Refused when fewer seats would be left than people were promised.
        """
        self.require(RoundtableState.DRAFT, RoundtableState.SCHEDULED)
        seats = values.pop("seats", self.seats)
        self.change(**values)
        self.topics.set(topics)
        record("roundtable.revised", self, by=by)
        self.change_seats(seats, by=by)

    @action
    def cancel(self, *, by: User, reason: str) -> None:
        """Call it off with a reason. Experts are told; invitees by `roundtables.moving`."""
        self.require(RoundtableState.DRAFT, RoundtableState.SCHEDULED)
        self.change(
            state=RoundtableState.CANCELLED, cancelled_reason=reason, revision=self.revision + 1
        )
        record("roundtable.cancelled", self, by=by)
        for assignment in self.assignments.standing():
            assignment.withdraw(by=by)

    @action
    def hold(self, *, by: User) -> None:
        """Say that it took place; possible from its day on. The engagement moves on with it."""
        self.require(RoundtableState.SCHEDULED)
        if not self.has_begun:
            raise Refused("Its day has not come yet. It can be marked as held from that day on.")
        self.change(state=RoundtableState.HELD, held_at=timezone.now())
        self.make_feedback_link()
        record("roundtable.held", self, by=by)
        if self.engagement.state in BEFORE_THE_DAY:
            self.engagement.move_to(EngagementPhase.HELD, by=by)


class SectorSeats(OfRoundtable, BaseModel):
    """Seats kept for a sector until they are released."""

    roundtable = models.ForeignKey(
        Roundtable, on_delete=models.CASCADE, related_name="sector_seats"
    )
    sector = models.ForeignKey(Sector, on_delete=models.PROTECT, related_name="+")
    minimum = models.PositiveIntegerField("seats kept", default=1)

    objects = RoundtableScopedQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "sector seats"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["roundtable", "sector"], name="one_reserve_per_sector"),
        ]

    def __str__(self) -> str:
        return f"{self.minimum} for {self.sector}"
