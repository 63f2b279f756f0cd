"""Promises made at the table, until they are kept or dropped."""

import hashlib
import secrets
from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from bcp.accounts.models import Center, User
from bcp.audit.models import record
from bcp.core.actions import action
from bcp.core.models import BaseModel, StatefulModel
from engagements import emails
from engagements.enums import ActionItemState
from engagements.models.engagements import Engagement, EngagementScopedQuerySet
from engagements.models.gaps import Gap

OPEN_STATES = (ActionItemState.OPEN, ActionItemState.IN_PROGRESS)


def hash_of(token: str) -> str:
    """What is kept of a personal link: the SHA-256 of its token."""
    return hashlib.sha256(token.encode()).hexdigest()


class ActionItemQuerySet(EngagementScopedQuerySet):
    """Action items."""

    center_path = "engagement__center"

    def unfinished(self) -> "ActionItemQuerySet":
        """Promised, and neither kept nor dropped."""
        return self.filter(state__in=OPEN_STATES)

    def overdue(self) -> "ActionItemQuerySet":
        """Unfinished after their day."""
        return self.unfinished().filter(due_on__lt=timezone.localdate())


class ActionItem(StatefulModel):
    """Something that somebody promised to do by a day. The owner may be outside the center.

    States:
        open         promised
        in_progress  begun
        done         kept
        dropped      given up, with a reason
    """

    engagement = models.ForeignKey(
        Engagement, on_delete=models.CASCADE, related_name="action_items"
    )
    gap = models.ForeignKey(
        Gap, null=True, blank=True, on_delete=models.SET_NULL, related_name="action_items"
    )
    text = models.TextField(max_length=1000)
    owner_name = models.CharField(max_length=120)
    owner_organization = models.CharField(max_length=160, blank=True)
    owner_email = models.EmailField(blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    due_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=12, choices=ActionItemState, default=ActionItemState.OPEN)
    closed_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField("why it was dropped", max_length=300, blank=True)
    token_hash = models.CharField(max_length=64, blank=True, db_index=True)

    objects = ActionItemQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["due_on", "pk"]
        verbose_name = "action item"

    def __str__(self) -> str:
        return self.text

    @property
    def center(self) -> Center:
        """The center whose engagement it is."""
        return self.engagement.center

    @property
    def is_unfinished(self) -> bool:
        """Whether somebody still has to do something."""
        return self.state in OPEN_STATES

    @property
    def is_overdue(self) -> bool:
        """Whether its day has passed."""
        return self.is_unfinished and self.due_on is not None and self.due_on < timezone.localdate()

    @action
    def send_link(self, *, by: User | None) -> None:
        """Write to an owner outside the center, with a personal link; an older link ends."""
        self.require(*OPEN_STATES)
        token = secrets.token_urlsafe(32)
        self.change(token_hash=hash_of(token))
        event = record("action_item.link_sent", self, by=by)
        emails.queue_action_item(self, token, event.pk)

    @action
    def report(
        self, text: str, *, by: User | None, by_name: str, new_due_on: date | None = None
    ) -> "ActionItemUpdate":
        """Note progress; asking for another day moves the day and keeps the reason."""
        self.require(*OPEN_STATES)
        update = self.updates.create(text=text, by_name=by_name, new_due_on=new_due_on)
        changes = {"due_on": new_due_on} if new_due_on else {}
        self.change(state=ActionItemState.IN_PROGRESS, **changes)
        record("action_item.reported", self, by=by)
        return update

    @action
    def finish(self, *, by: User | None) -> None:
        """The promise is kept."""
        self.require(*OPEN_STATES)
        self.change(state=ActionItemState.DONE, closed_at=timezone.now())
        record("action_item.finished", self, by=by)

    @action
    def drop(self, reason: str, *, by: User) -> None:
        """Give it up, with a reason."""
        self.require(*OPEN_STATES)
        self.change(state=ActionItemState.DROPPED, reason=reason, closed_at=timezone.now())
        record("action_item.dropped", self, by=by)


class ActionItemUpdate(BaseModel):
    """What an owner reported about an action item."""

    item = models.ForeignKey(ActionItem, on_delete=models.CASCADE, related_name="updates")
    text = models.TextField(max_length=2000)
    by_name = models.CharField(max_length=120)
    new_due_on = models.DateField(null=True, blank=True)

    class QuerySet(EngagementScopedQuerySet):
        """Updates."""

        center_path = "item__engagement__center"
        engagement_path = "item__engagement"

    objects = QuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-pk"]

    def __str__(self) -> str:
        return self.text

    @property
    def center(self) -> Center:
        """The center whose engagement it is."""
        return self.item.engagement.center
