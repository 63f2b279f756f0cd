"""A person asked to a roundtable: what is known of them, of their answer and of their seat."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Self
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from bcp.core.models import StatefulModel
from engagements.models import Sector
from roundtables.enums import (
    AnswerSource,
    InvitationState,
    Language,
    ParticipationMode,
    RoundtableState,
    Rsvp,
)
from roundtables.models import statements
from roundtables.models.base import OfRoundtable
from roundtables.models.roundtables import Roundtable
from stakeholders.models import Contact, Organization

NEEDS_KEPT = timedelta(days=30)  # after the roundtable


def new_calendar_uid() -> str:
    """A name for a calendar entry that stays the same for ever."""
    return f"{uuid4().hex}@{settings.MAIL['FROM_DOMAIN']}"


class Invitee(OfRoundtable, StatefulModel):
    """A person asked to a roundtable, and their answer."""

    # Found by the indexes of Invitation.Meta; nobody looks for all invitations of a sector.
    roundtable = models.ForeignKey(
        Roundtable, on_delete=models.CASCADE, related_name="invitations", db_index=False
    )
    sector = models.ForeignKey(Sector, on_delete=models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(max_length=120)
    email = models.EmailField("e-mail address", blank=True)
    language = models.CharField(max_length=2, choices=Language, default=Language.ENGLISH)
    state = models.CharField(
        max_length=10, choices=InvitationState, default=InvitationState.PLANNED
    )
    rsvp = models.CharField("answer", max_length=12, choices=Rsvp, default=Rsvp.NONE)
    answered_at = models.DateTimeField(null=True, blank=True)
    source = models.CharField(max_length=10, choices=AnswerSource, blank=True)
    mode = models.CharField(max_length=10, choices=ParticipationMode, blank=True)
    badge_name = models.CharField("name on the badge", max_length=120, blank=True)
    access_needs = models.CharField("access or dietary needs", max_length=500, blank=True)
    needs_delete_on = models.DateField(null=True, blank=True)
    decline_reason = models.CharField(max_length=300, blank=True)
    suggestion = models.CharField("suggested colleague", max_length=300, blank=True)
    notice_version = models.PositiveIntegerField(null=True, blank=True)
    is_possibly_automatic = models.BooleanField(default=False)
    is_disputed = models.BooleanField("said “this is not me”", default=False)
    must_confirm = models.BooleanField("asked to confirm the new date", default=False)
    waitlisted_at = models.DateTimeField(null=True, blank=True)
    wants_no_reminders = models.BooleanField(default=False)
    delegate_of = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="delegates"
    )
    contact = models.ForeignKey(
        Contact, null=True, blank=True, on_delete=models.SET_NULL, related_name="invitations"
    )
    organization = models.ForeignKey(
        Organization, null=True, blank=True, on_delete=models.SET_NULL, related_name="invitations"
    )
    organization_name = models.CharField(max_length=200, blank=True)
    wave = models.PositiveSmallIntegerField(default=1)
    why = models.CharField("why this person is asked", max_length=300, blank=True)
    invited_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    forgotten_at = models.DateTimeField(null=True, blank=True)
    mailings = models.PositiveSmallIntegerField(default=0, editable=False)  # times it was sent
    # The calendar entry
    calendar_uid = models.CharField(max_length=80, default=new_calendar_uid)
    revision = models.PositiveIntegerField(default=0)  # SEQUENCE of the latest calendar entry sent

    if TYPE_CHECKING:
        # Reverse managers; the type checker knows them only on the concrete model.
        links: Any
        answers: Any
        delegates: Any

    refusals: ClassVar[dict[str, str]] = {
        InvitationState.PLANNED: _("Nothing has been sent to this person yet."),
        InvitationState.WITHDRAWN: _("This invitation was taken back."),
    }

    class Meta:
        abstract = True

    def lock(self) -> Self:
        """Take the roundtable's row, then this one: in this order everywhere, so no deadlock.

        Re-reads what decisions rest on (see models.statements), not every column.
        """
        statements.lock(self)
        return self

    @property
    def has_seat(self) -> bool:
        """Whether a seat is counted for this person."""
        return self.rsvp == Rsvp.YES

    @property
    def notice_language(self) -> str:
        """The language in which they read the notice; empty when they read none."""
        seen = self.roundtable.notices.filter(version=self.notice_version or 0).first()
        return seen.read_in(self.language).language if seen else ""

    @property
    def is_open(self) -> bool:
        """Whether the invitee may still answer."""
        roundtable = self.roundtable
        closes_at = roundtable.answers_close_at or roundtable.starts_at
        return (
            self.state == InvitationState.INVITED
            and roundtable.state == RoundtableState.SCHEDULED
            and (closes_at is None or timezone.now() < closes_at)
        )

    @property
    def place(self) -> int | None:
        """The place on the waitlist, 1 for the next to move up; None for everyone else."""
        if self.rsvp != Rsvp.WAITLISTED:
            return None
        ahead = models.Q(waitlisted_at__lt=self.waitlisted_at) | models.Q(
            waitlisted_at=self.waitlisted_at, pk__lt=self.pk
        )
        return self.roundtable.invitations.waiting().filter(ahead).count() + 1
