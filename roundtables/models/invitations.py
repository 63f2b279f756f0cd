"""The asking of one person to one roundtable, as the center's people see it."""

from typing import Any, ClassVar, Self

from django.db import models
from django.utils import timezone

from bcp.accounts.models import User
from bcp.audit.models import record
from bcp.core.actions import Refused, action
from bcp.mail.outbox import Withdrawal
from bcp.mail.suppressions import STOPPED, suppressed_among
from roundtables import emails
from roundtables.enums import InvitationState, RoundtableState, Rsvp
from roundtables.models.answering import BY_RULE, Answerable, Channel
from roundtables.models.base import RoundtablePrivateQuerySet
from roundtables.models.seats import fill_free_seats
from stakeholders.models import Contact

FORGOTTEN = "Deleted on request"
NO_MAIL = Withdrawal()


class InvitationQuerySet(RoundtablePrivateQuerySet):
    """Invitations."""

    def planned(self) -> Self:
        """On the list, not yet asked."""
        return self.filter(state=InvitationState.PLANNED)

    def asked(self) -> Self:
        """Invited and not withdrawn."""
        return self.filter(state=InvitationState.INVITED)

    def waiting(self) -> Self:
        """The waitlist, first come first."""
        return self.asked().filter(rsvp=Rsvp.WAITLISTED).order_by("waitlisted_at", "pk")

    def to_remind(self) -> Self:
        """Those who owe an answer, can be written to and did not ask to be left alone."""
        owing = models.Q(rsvp__in=[Rsvp.NONE, Rsvp.MAYBE]) | models.Q(must_confirm=True)
        welcome = models.Q(contact=None) | models.Q(contact__do_not_contact=False)
        return self.asked().filter(owing, welcome, wants_no_reminders=False).exclude(email="")


class Invitation(Answerable):
    """One person asked to one roundtable, with the answer given.

    States:
        planned    on the list of recipients; nothing has gone out
        invited    a mail was queued
        withdrawn  taken back; the person was told if they had heard of it
    """

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["name", "pk"]
        indexes: ClassVar[list[models.Index]] = [
            # Few, because every answer writes into each of them.
            models.Index(fields=["roundtable", "state", "wave"]),
            models.Index(
                fields=["roundtable", "waitlisted_at", "id"],
                # Not by the answer: an answer that moves no index costs PostgreSQL far less.
                condition=models.Q(waitlisted_at__isnull=False),
                name="waitlists",
            ),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["roundtable", "contact"],
                condition=models.Q(contact__isnull=False),
                name="one_invitation_per_contact",
            ),
            models.UniqueConstraint(fields=["calendar_uid"], name="one_calendar_entry_each"),
        ]

    def __str__(self) -> str:
        return f"{self.name} to {self.roundtable}"

    @action
    def send(self, *, by: User | None, after: int | None = None) -> bool:
        """Send the invitation, again if need be: a new link; the old ones stay until revoked.

        `after` is how often it had been sent when somebody asked for it; when it has been sent
        since, this was asked for twice: nothing is done, and False says so.
        """
        self.require(InvitationState.PLANNED, InvitationState.INVITED)
        if after is not None and after != self.mailings:
            return False
        self._require_reachable()
        if self.is_disputed:
            raise Refused(
                f"Whoever reads {self.email} said: this is not me. Correct the address first."
            )
        if by and suppressed_among([self.email]):
            raise Refused(f"{self.email}: {STOPPED} Correct it, or say that it is right.")
        self.change(
            state=InvitationState.INVITED,
            invited_at=self.invited_at or timezone.now(),
            mailings=self.mailings + 1,
            # Never lower than in an entry that somebody's calendar has.
            revision=max(self.revision, self.roundtable.revision),
        )
        record("invitation.sent", self, by=by, mailing=self.mailings)
        tokens = {self.pk: self.links.issue(self)}
        key = f"invitation:{self.pk}:{self.mailings}"
        emails.queue_invitations(self.roundtable, [self], tokens, by=by, key=key)
        return True

    @action
    def describe(self, *, by: User, **values: Any) -> None:
        """Mend name, organization, reason, language, sector or wave; later mails say it so."""
        if self.state != InvitationState.PLANNED:
            values.pop("wave", None)
            if values.get("sector", self.sector) != self.sector and self.has_seat:
                raise Refused("The sector of somebody who has a seat stays as it was counted.")
        if "wave" in values:
            self.roundtable.waves.get_or_create(number=values["wave"])
        self.change(**values)
        record("invitation.described", self, by=by, fields=sorted(values))

    @action
    def record_answer(self, rsvp: str, how: Channel) -> bool:
        """Note an answer given by phone, mail or in person, with its source; a mail confirms it."""
        verbs = {Rsvp.YES: self.accept, Rsvp.NO: self.decline, Rsvp.MAYBE: self.answer_maybe}
        return verbs[Rsvp(rsvp)](how)

    @action
    def withdraw(self, *, by: User | None, reason: str = "") -> Withdrawal:
        """Take the invitation back. Links stop at once; who had heard of it is told, with a CANCEL.

        A seat is given back. From the list of planned people the row simply disappears.
        Returns what became of earlier mails.
        """
        self.require(InvitationState.PLANNED, InvitationState.INVITED)
        if self.state == InvitationState.PLANNED:
            record("invitation.dropped", self, by=by)
            self.delete()
            return NO_MAIL
        had_seat = self.has_seat
        self.links.revoke("the invitation was taken back")
        self._leave(Rsvp.NONE, BY_RULE, is_told=True)
        self.change(
            state=InvitationState.WITHDRAWN,
            withdrawn_at=timezone.now(),
            revision=self.revision + 1,
        )
        record("invitation.withdrawn", self, by=by)
        withdrawal = emails.queue_withdrawn(self, reason, by=by)
        if had_seat:
            fill_free_seats(self.roundtable)
        return withdrawal

    @action
    def restore(self, *, by: User) -> None:
        """Ask somebody again whose invitation was taken back; they get a new link."""
        self.require(InvitationState.WITHDRAWN)
        self.roundtable.require_new_address(self.email)
        self.change(
            state=InvitationState.INVITED,
            withdrawn_at=None,
            rsvp=Rsvp.NONE,
            revision=self.revision + 1,
        )
        record("invitation.restored", self, by=by)
        self.send(by=by)

    @action
    def correct_address(self, email: str, *, by: User) -> None:
        """Write to another address from now on: old links stop, a new invitation goes out."""
        self.require(InvitationState.PLANNED, InvitationState.INVITED)
        if email.lower() == self.email.lower():
            raise Refused("That is the address we already have.")
        self.roundtable.require_new_address(email)
        self.links.revoke("the address was corrected")
        emails.withdraw([self], "The address was corrected.")
        # Whoever reads the new address has said nothing of the kind yet.
        self.change(email=email, is_disputed=False, wants_no_reminders=False)
        if self.contact:
            self.contact.change(email=email)
        record("invitation.address_corrected", self, by=by)
        if self.state == InvitationState.INVITED:
            self.send(by=by)

    @action
    def revoke_links(self, *, by: User) -> None:
        """Stop every personal link at once; sending the invitation again gives a new one."""
        stopped = self.links.revoke("the center stopped the link")
        record("invitation.links_revoked", self, by=by, links=stopped)

    @action
    def call_back(self) -> None:
        """The person who sent this delegate comes after all (or not at all): take it back."""
        if self.state == InvitationState.INVITED:
            self.withdraw(by=None)

    @action
    def forget(self, *, by: User | None) -> None:
        """Delete what is known of the person; sector, state and Yes or No stay for the counts.

        A seat at a roundtable still to come is given back. Waiting mails are taken back, every link
        stops. The row of the directory is emptied too. Twice changes nothing.
        """
        self.lock()
        if self.forgotten_at:
            return
        if self.roundtable.state == RoundtableState.SCHEDULED and self.rsvp in (
            Rsvp.YES,
            Rsvp.WAITLISTED,
        ):
            self._leave(Rsvp.NO, BY_RULE, is_told=True)
            fill_free_seats(self.roundtable)
        self.links.revoke("the person asked us to delete their data")
        emails.forget(self)
        self.answers.update(note="")
        self.roundtable.check_ins.filter(invitation=self).update(
            name=FORGOTTEN, organization_name=""
        )
        if self.contact:
            empty_contact(self.contact)
        self.change(
            forgotten_at=timezone.now(),
            name=FORGOTTEN, organization_name="", email="", badge_name="", access_needs="",
            needs_delete_on=None, decline_reason="", suggestion="", why="",
            contact=None, organization=None, wants_no_reminders=True,
        )  # fmt: skip
        record("invitation.forgotten", self, by=by)

    def _require_reachable(self) -> None:
        if self.roundtable.state != RoundtableState.SCHEDULED:
            raise Refused("Invitations go out when the roundtable has a date and is scheduled.")
        if not self.email:
            raise Refused(f"{self.name} has no e-mail address. Enter one first.")
        if self.contact and self.contact.do_not_contact:
            raise Refused(f"{self.name} asked not to be contacted.")


def empty_contact(contact: Contact) -> None:
    """Take a person out of the directory; the row stays, without the person."""
    contact.name, contact.title, contact.email, contact.phone = FORGOTTEN, "", "", ""
    contact.do_not_contact = True
    contact.archived_at = contact.archived_at or timezone.now()
    contact.save()
