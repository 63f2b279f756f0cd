"""An expert is asked to speak at a roundtable, and answers."""

from collections.abc import Iterable
from typing import ClassVar, Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils import timezone

from bcp.accounts.models import User
from bcp.audit.models import record
from bcp.core.actions import Refused, action
from bcp.core.models import StatefulModel
from engagements.models import Topic
from roundtables import emails_of_planning as emails
from roundtables.enums import AssignmentState, RoundtableState
from roundtables.models.agenda_items import AgendaItem
from roundtables.models.base import OfRoundtable, RoundtableScopedQuerySet
from roundtables.models.experts import Expert
from roundtables.models.roundtables import Roundtable
from roundtables.models.rsvps import hash_of, new_token


class AssignmentQuerySet(RoundtableScopedQuerySet):
    """Assignments."""

    def editable_by(self, user: User | AnonymousUser) -> Self:
        """DHS coordinators assign; centers look."""
        return self.all() if user.is_authenticated and user.is_coordinator else self.none()

    def standing(self) -> Self:
        """Those that still count: proposed, requested or accepted."""
        return self.exclude(state__in=[AssignmentState.DECLINED, AssignmentState.WITHDRAWN])

    @action
    def propose(
        self,
        roundtable: Roundtable,
        expert: Expert,
        *,
        by: User,
        topics: Iterable[Topic] = (),
        why: Iterable[str] = (),
    ) -> "Assignment":
        """Note an expert for a roundtable without asking yet. Twice gives the first assignment."""
        roundtable.require(RoundtableState.DRAFT, RoundtableState.SCHEDULED)
        if not expert.is_active:
            raise Refused(f"{expert} is no longer in the pool.")
        assignment: Assignment
        assignment, is_new = self.get_or_create(roundtable=roundtable, expert=expert)
        if is_new or not assignment.is_standing:
            assignment.change(
                state=AssignmentState.PROPOSED, why=list(why), reason="", answered_at=None
            )
            assignment.topics.set(topics)
            record("assignment.proposed", assignment, by=by, expert=expert.pk)
        return assignment


class Assignment(OfRoundtable, StatefulModel):
    """An expert asked to speak at a roundtable.

    States:
        proposed   suggested, not yet asked
        requested  asked by mail; the answer comes by link
        accepted   will come
        declined   will not come
        withdrawn  no longer needed; told so
    """

    roundtable = models.ForeignKey(Roundtable, on_delete=models.CASCADE, related_name="assignments")
    expert = models.ForeignKey(Expert, on_delete=models.PROTECT, related_name="assignments")
    agenda_item = models.ForeignKey(
        AgendaItem, null=True, blank=True, on_delete=models.SET_NULL, related_name="assignments"
    )
    topics = models.ManyToManyField(Topic, blank=True, related_name="+")
    state = models.CharField(
        max_length=10, choices=AssignmentState, default=AssignmentState.PROPOSED
    )
    why = models.JSONField("why this expert", default=list, blank=True)
    token_hash = models.CharField(max_length=64, blank=True, db_index=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    requested_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    travel_note = models.CharField(max_length=300, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["roundtable", "expert"], name="one_assignment_per_expert"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.expert} at {self.roundtable}"

    @property
    def is_standing(self) -> bool:
        """Whether it still counts."""
        return self.state not in (AssignmentState.DECLINED, AssignmentState.WITHDRAWN)

    @property
    def may_be_answered(self) -> bool:
        """Whether the expert can say yes or no: asked, and the roundtable still lies ahead."""
        answerable = (AssignmentState.REQUESTED, AssignmentState.ACCEPTED, AssignmentState.DECLINED)
        ends_at = self.roundtable.ends_at
        is_ahead = ends_at is None or ends_at > timezone.now()
        return self.state in answerable and self.roundtable.is_open and is_ahead

    @action
    def request(self, *, by: User) -> None:
        """Ask the expert by mail, with a personal link. Only a scheduled roundtable can ask."""
        self.require(AssignmentState.PROPOSED)
        if self.roundtable.state != RoundtableState.SCHEDULED:
            raise Refused("The roundtable needs a fixed date before an expert can be asked.")
        self.change(requested_by=by)
        self._ask("assignment.requested", by=by)

    @action
    def ask_again(self, *, by: User) -> None:
        """Ask for an answer to a new date; an expert who was not asked yet hears nothing."""
        self.lock()
        if self.state not in (AssignmentState.REQUESTED, AssignmentState.ACCEPTED):
            return
        self._ask("assignment.asked_again", by=by)

    @action
    def accept(self, *, travel_note: str = "", by: User | None = None) -> None:
        """The expert will come; `by` is the coordinator who heard it by phone. Twice is once."""
        self._require_answerable()
        is_new = self.state != AssignmentState.ACCEPTED
        self.change(
            state=AssignmentState.ACCEPTED,
            travel_note=travel_note,
            reason="",
            answered_at=timezone.now(),
        )
        if is_new:
            record("assignment.accepted", self, by=by, expert=self.expert_id)
            emails.note_use(emails.about_assignment(self))

    @action
    def decline(self, *, reason: str = "", by: User | None = None) -> None:
        """The expert will not come. The coordinator is told, at once and by name."""
        self._require_answerable()
        was_accepted = self.state == AssignmentState.ACCEPTED
        is_new = self.state != AssignmentState.DECLINED
        self.change(state=AssignmentState.DECLINED, reason=reason, answered_at=timezone.now())
        if is_new:
            act = record("assignment.declined", self, by=by, was_accepted=was_accepted)
            emails.queue_expert_declined(self, act.pk, was_accepted=was_accepted)

    @action
    def withdraw(self, *, by: User) -> None:
        """Take the request back; an expert who had heard of it is told, and the link stops."""
        self.lock()
        if not self.is_standing:
            return
        had_heard = self.state != AssignmentState.PROPOSED
        self.change(state=AssignmentState.WITHDRAWN, token_hash="")
        act = record("assignment.withdrawn", self, by=by, expert=self.expert_id)
        if had_heard:
            emails.queue_expert_withdrawn(self, act.pk)

    def _ask(self, verb: str, *, by: User) -> None:
        token = new_token()
        self.change(
            state=AssignmentState.REQUESTED,
            token_hash=hash_of(token),
            requested_at=timezone.now(),
            answered_at=None,
        )
        act = record(verb, self, by=by, expert=self.expert_id)
        emails.queue_expert_request(self, token, act.pk)

    def _require_answerable(self) -> None:
        self.lock()
        if not self.may_be_answered:
            raise Refused(
                "This request can no longer be answered here. Please call or write to us."
            )
