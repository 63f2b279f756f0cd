"""What a roundtable does with its record: who came, what was said and promised."""

import secrets
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from django.db import models
from django.utils import timezone

from bcp.accounts.models import Center, User
from bcp.audit.models import record
from bcp.core.actions import Refused, action
from bcp.core.models import StatefulModel
from engagements.models import ActionItem, Sector
from roundtables import emails_of_planning as emails
from roundtables.enums import InvitationState, RoundtableState

if TYPE_CHECKING:
    from roundtables.models.invitations import Invitation
    from roundtables.models.packets import Feedback
    from roundtables.models.roundtables import Roundtable
    from roundtables.models.the_day import CheckIn, Commitment, Note


FEEDBACK_TIME = timedelta(days=60)
FEEDBACK_PER_PERSON, LEAST_GUESTS = 2, 20  # more answers than that are not people


class Recording(StatefulModel):
    """The part of a roundtable that deals with its record."""

    held_at = models.DateTimeField(null=True, blank=True, editable=False)
    record_closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    # The same for everyone who came and printed on paper, so it is kept as it is.
    feedback_token = models.CharField(max_length=43, blank=True, editable=False)

    if TYPE_CHECKING:
        # Reverse managers; the type checker knows them only on the concrete model.
        invitations: Any
        check_ins: Any
        feedback: Any
        notes: Any
        commitments: Any

        @property
        def center(self) -> Center: ...
        @property
        def has_begun(self) -> bool: ...
        @property
        def ends_at(self) -> datetime | None: ...

    class Meta:
        abstract = True

    def require_open_record(self) -> None:
        """Lock the roundtable; refuse before its day, when cancelled, or with a closed record."""
        self.require(RoundtableState.SCHEDULED, RoundtableState.HELD)
        if not self.has_begun:
            raise Refused("This opens on the day of the roundtable.")
        if self.record_closed_at is not None:
            raise Refused("The record is closed. The director can open it again.")

    # Who came

    @action
    def check_in(
        self, invitation: "Invitation", *, by: User, at: datetime | None = None
    ) -> "CheckIn":
        """Note that an invitee arrived, whatever they answered. Twice is once."""
        self.require_open_record()
        if invitation.roundtable_id != self.pk or invitation.state == InvitationState.WITHDRAWN:
            raise Refused("This person is not on the list of this roundtable.")
        arrival: CheckIn
        arrival, is_new = self.check_ins.get_or_create(
            invitation=invitation,
            defaults={
                "name": invitation.badge_name or invitation.name,
                "organization_name": invitation.organization_name,
                "sector_id": invitation.sector_id,
                "arrived_at": at or timezone.now(),
                "by": by,
            },
        )
        if is_new:
            record("check_in.noted", self, by=by, invitation=invitation.pk)
        return arrival

    @action
    def walk_in(
        self,
        *,
        name: str,
        sector: Sector,
        by: User,
        organization_name: str = "",
        at: datetime | None = None,
        key: UUID | None = None,
    ) -> "CheckIn":
        """Note somebody who came without an invitation; the same key twice is one person."""
        self.require_open_record()
        person = {
            "name": name,
            "sector": sector,
            "organization_name": organization_name,
            "arrived_at": at or timezone.now(),
            "by": by,
        }
        arrival: CheckIn
        if key is None:
            arrival, is_new = self.check_ins.create(**person), True
        else:
            arrival, is_new = self.check_ins.get_or_create(key=key, defaults=person)
            if arrival.name != name:
                raise Refused(
                    f"This form was sent for {arrival.name} already. Open it again for {name}."
                )
        if is_new:
            record("check_in.walked_in", self, by=by, check_in=arrival.pk)
        return arrival

    # What people thought of it

    @property
    def takes_feedback(self) -> bool:
        """Whether the link for feedback works: from its day on, for 60 days."""
        if self.state not in (RoundtableState.SCHEDULED, RoundtableState.HELD):
            return False
        ends_at = self.ends_at
        return self.has_begun and ends_at is not None and timezone.now() < ends_at + FEEDBACK_TIME

    @action
    def give_feedback(self, ratings: dict[str, int], *, comment: str = "") -> "Feedback":
        """Keep one person's answers without anything that says who it was."""
        self.lock()
        if not self.takes_feedback:
            raise Refused("Feedback on this roundtable is closed. Thank you for wanting to help.")
        if self.feedback.count() >= FEEDBACK_PER_PERSON * max(self.check_ins.count(), LEAST_GUESTS):
            raise Refused("More answers came in than people were there, so no more are taken.")
        feedback: Feedback = self.feedback.create(ratings=ratings, comment=comment)
        return feedback

    @action
    def ask_for_feedback(self, *, by: User) -> int:
        """Write to everyone who came and whose address we have; return how many. Nobody twice."""
        self.require(RoundtableState.HELD)
        if not self.takes_feedback:
            raise Refused("The time for feedback on this roundtable is over.")
        self.make_feedback_link()
        arrivals = list(self.check_ins.exclude(invitation=None).select_related("invitation"))
        if not any(arrival.invitation.email for arrival in arrivals):
            raise Refused("Nobody who came has an e-mail address on the list. Hand out the link.")
        act = record("feedback.asked_for", self, by=by, people=len(arrivals))
        return emails.queue_feedback_requests(cast("Roundtable", self), arrivals, act.pk, by=by)

    def make_feedback_link(self) -> None:
        """Give the roundtable its link for feedback, once."""
        if not self.feedback_token:
            self.change(feedback_token=secrets.token_urlsafe(32))

    # What was said and promised

    @action
    def take_note(self, *, by: User, **values: Any) -> "Note":
        """Write down what was said, with as much of the speaker as the attribution keeps."""
        self.require_open_record()
        note: Note = self.notes.create(**self.notes.model.attributed(values))
        record("note.taken", note, by=by)
        return note

    @action
    def promise(self, *, by: User, **values: Any) -> "Commitment":
        """Write down what somebody promised: who, what, by when, for which gap."""
        self.require_open_record()
        commitment: Commitment = self.commitments.create(**values)
        record("commitment.made", commitment, by=by)
        return commitment

    # Afterwards

    @action
    def turn_into_action_items(self, *, by: User) -> list[ActionItem]:
        """Make an action item of every commitment that is none yet; return the new ones."""
        self.require(RoundtableState.HELD)
        waiting = self.commitments.filter(action_item=None)
        return [commitment.turn_into_action_item(by=by) for commitment in waiting]

    @action
    def close_record(self, *, by: User) -> list[ActionItem]:
        """Close check-ins, notes and commitments; what was promised becomes action items."""
        self.require(RoundtableState.HELD)
        if self.record_closed_at is not None:
            return []
        made = self.turn_into_action_items(by=by)
        self.change(record_closed_at=timezone.now())
        record("record.closed", self, by=by, action_items=len(made))
        return made

    @action
    def reopen_record(self, *, by: User) -> None:
        """Open the record again; only the director may, and it is written down."""
        self.require(RoundtableState.HELD)
        if not by.is_director_of(self.center):
            raise Refused("Only the director opens a closed record again.")
        if self.record_closed_at is not None:
            self.change(record_closed_at=None)
            record("record.reopened", self, by=by)
