"""One engagement: from the chosen focus areas to the proof that the gap closed."""

from datetime import date
from typing import ClassVar, Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils import timezone

from bcp.accounts.models import Center, TenantQuerySet, User
from bcp.audit.models import record
from bcp.core.actions import Refused, action
from bcp.core.datetimes import InZone
from bcp.core.models import BaseModel, StatefulModel
from bcp.core.wording import counted
from engagements import emails
from engagements.enums import EngagementPhase, TriageDecision
from engagements.models.self_reviews import SelfReview
from engagements.models.vocabulary import Sector, Topic


class EngagementScopedQuerySet(TenantQuerySet):
    """Rows of an engagement, seen also by guests let into it until a date.

    `engagement_path` leads from the row to its engagement ("" for the engagement itself).
    """

    engagement_path: ClassVar[str] = "engagement"

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Rows of one's centers, and of engagements one is a guest of today."""
        if not user.is_authenticated or user.sees_all_centers:
            return super().visible_to(user)
        guest_of = EngagementGuest.objects.of_today(user).values("engagement")
        path = f"{self.engagement_path}__in" if self.engagement_path else "pk__in"
        return self.filter(
            models.Q(**{f"{self.center_path}__in": user.center_ids}) | models.Q(**{path: guest_of})
        )


class EngagementQuerySet(EngagementScopedQuerySet):
    """Engagements."""

    engagement_path = ""


class Engagement(InZone, StatefulModel):
    """One pass of a center through Building Community Partnerships.

    States: see EngagementPhase.
    """

    center = models.ForeignKey(Center, on_delete=models.CASCADE, related_name="engagements")
    review = models.ForeignKey(
        SelfReview, null=True, blank=True, on_delete=models.PROTECT, related_name="engagements"
    )
    title = models.CharField(max_length=160)
    goal = models.TextField(max_length=2000, blank=True)
    state = models.CharField(
        "phase", max_length=12, choices=EngagementPhase, default=EngagementPhase.SELF_REVIEW
    )
    sectors = models.ManyToManyField(Sector, blank=True, related_name="+")
    topics = models.ManyToManyField(Topic, blank=True, related_name="+")
    host_agency = models.CharField(max_length=160, blank=True)
    expected_size = models.PositiveSmallIntegerField("people expected", null=True, blank=True)
    windows = models.TextField("preferred windows", max_length=1000, blank=True)
    help_wanted = models.TextField("help asked of DHS", max_length=2000, blank=True)
    time_zone = models.CharField(max_length=50)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    coordinator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="coordinated_engagements",
        verbose_name="DHS coordinator",
    )
    requested_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    phase_since = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField("reason of the latest decision", blank=True)
    is_practice = models.BooleanField("practice: nothing leaves the house", default=False)

    objects = EngagementQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def missing_for_request(self) -> list[str]:
        """What a request to DHS still needs, in words."""
        wanted = {
            "the goal": self.goal,
            "preferred windows": self.windows,
            "the help asked of DHS": self.help_wanted,
            "a sector": self.sectors.exists(),
            "a gap to work on": self.gaps.filter(is_active=True).exists(),
        }
        return [words for words, value in wanted.items() if not value]

    @action
    def submit_request(self, *, by: User) -> None:
        """Ask DHS for help. Every coordinator is told; only the director asks."""
        self.require(EngagementPhase.SELF_REVIEW)
        if not by.is_director_of(self.center):
            raise Refused("Only the director of the center sends the request.")
        if missing := self.missing_for_request:
            raise Refused(f"The request still needs {join(missing)}.")
        self.enter(EngagementPhase.REQUESTED)
        self.change(requested_at=timezone.now(), reason="")
        event = record("engagement.requested", self, by=by)
        emails.queue_request_received(self, event.pk)

    @action
    def decide(self, decision: str, reason: str, *, by: User) -> "Triage":
        """Answer a request, with a reason. The director is told."""
        self.require(EngagementPhase.REQUESTED, EngagementPhase.TRIAGE, EngagementPhase.DEFERRED)
        if not by.is_coordinator:
            raise Refused("Only a DHS coordinator answers a request.")
        triage = Triage.objects.create(
            engagement=self, decision=decision, reason=reason, decided_by=by
        )
        self.enter(PHASE_AFTER[TriageDecision(decision)])
        self.change(decided_at=timezone.now(), reason=reason)
        if decision == TriageDecision.ACCEPT:
            self.change(coordinator=by)
        record("engagement.decided", self, by=by, decision=decision)
        emails.queue_decision(self, triage)
        return triage

    @action
    def move_to(self, phase: str, *, by: User) -> None:
        """Go one phase on, or back to one that was left, within the work."""
        self.require(*WORK_PHASES)
        if phase not in WORK_PHASES:
            raise Refused("An engagement cannot be moved to that phase.")
        self.enter(EngagementPhase(phase))
        record("engagement.moved", self, by=by, phase=phase)

    @action
    def cancel(self, reason: str, *, by: User) -> None:
        """Give it up, with a reason. Roundtables are cancelled on their own pages first."""
        self.require(*OPEN_PHASES)
        self.enter(EngagementPhase.CANCELLED)
        self.change(reason=reason, closed_at=timezone.now())
        record("engagement.cancelled", self, by=by)

    @action
    def close(self, *, by: User) -> None:
        """Lock the record. Refused while action items are open."""
        self.require(EngagementPhase.HELD, EngagementPhase.REPORTING, EngagementPhase.FOLLOW_UP)
        still_open = self.action_items.filter(state__in=["open", "in_progress"]).count()
        if still_open:
            items = counted(still_open, "action item is", "action items are")
            raise Refused(f"{items} still open. Finish or drop them first, each with a reason.")
        self.enter(EngagementPhase.CLOSED)
        self.change(closed_at=timezone.now())
        record("engagement.closed", self, by=by)

    @action
    def reopen(self, *, by: User) -> None:
        """Open a closed engagement again; the audit log keeps who did."""
        self.require(EngagementPhase.CLOSED)
        self.enter(EngagementPhase.FOLLOW_UP)
        self.change(closed_at=None)
        record("engagement.reopened", self, by=by)

    def enter(self, phase: EngagementPhase) -> None:
        """Stand in a phase from now on."""
        self.change(state=phase, phase_since=timezone.now())

    def set_event_day(self, day: date | None) -> None:
        """The roundtable has this day: due days of the checklist count from it."""
        items = list(self.checklist.all())
        for item in items:
            item.count_from(day)
        self.checklist.model.objects.bulk_update(items, ["due_on"])
        if day and self.state == EngagementPhase.PLANNING:
            self.enter(EngagementPhase.OUTREACH)


WORK_PHASES = (
    EngagementPhase.PLANNING,
    EngagementPhase.OUTREACH,
    EngagementPhase.INVITED,
    EngagementPhase.CONTENT,
    EngagementPhase.HELD,
    EngagementPhase.REPORTING,
    EngagementPhase.FOLLOW_UP,
)
OPEN_PHASES = (
    EngagementPhase.SELF_REVIEW,
    EngagementPhase.REQUESTED,
    EngagementPhase.TRIAGE,
    EngagementPhase.DEFERRED,
    *WORK_PHASES,
)
PHASE_AFTER = {
    TriageDecision.ACCEPT: EngagementPhase.PLANNING,
    TriageDecision.ASK_BACK: EngagementPhase.SELF_REVIEW,
    TriageDecision.DEFER: EngagementPhase.DEFERRED,
    TriageDecision.DECLINE: EngagementPhase.DECLINED,
}


def join(words: list[str]) -> str:
    """ "a, b and c"."""
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else words[0]


class Triage(BaseModel):
    """A coordinator's decision on a request, with its reason."""

    engagement = models.ForeignKey(Engagement, on_delete=models.CASCADE, related_name="triages")
    decision = models.CharField(max_length=10, choices=TriageDecision)
    reason = models.TextField(max_length=2000)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class QuerySet(EngagementScopedQuerySet):
        """Decisions."""

        center_path = "engagement__center"

    objects = QuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-pk"]

    def __str__(self) -> str:
        return self.get_decision_display()

    @property
    def center(self) -> Center:
        """The center that asked."""
        return self.engagement.center


class EngagementGuestQuerySet(TenantQuerySet):
    """Guests."""

    center_path = "engagement__center"

    def of_today(self, user: User) -> Self:
        """Where this person is let in as a guest today."""
        return self.filter(user=user, until__gte=timezone.localdate())

    def facilitated_by(self, user: User) -> Self:
        """Where this person leads the roundtable."""
        return self.of_today(user).filter(part="facilitator")


class EngagementGuest(BaseModel):
    """A facilitator or planning committee member let into one engagement until a date."""

    engagement = models.ForeignKey(Engagement, on_delete=models.CASCADE, related_name="guests")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="guest_engagements"
    )
    part = models.CharField(
        max_length=20,
        choices=[
            ("facilitator", "Facilitator"),
            ("committee", "Planning committee"),
            ("expert", "SME"),
        ],
    )
    until = models.DateField()

    objects = EngagementGuestQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["engagement", "user"], name="one_guest_per_engagement"),
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.get_part_display()})"

    @property
    def center(self) -> Center:
        """The center that invited the guest."""
        return self.engagement.center
