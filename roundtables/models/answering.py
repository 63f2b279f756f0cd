"""What an invitee can do with an invitation: answer, change their mind, send someone else."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_noop as _

from bcp.accounts.models import User
from bcp.audit.models import event_of, record
from bcp.core.actions import Refused, action
from roundtables import emails
from roundtables.enums import AnswerSource, InvitationState, RoundtableState, Rsvp
from roundtables.models import statements
from roundtables.models.invitees import NEEDS_KEPT, Invitee
from roundtables.models.seats import fill_free_seats, take_seat

if TYPE_CHECKING:
    from roundtables.models.invitations import Invitation

DELEGATES_PER_PERSON = 3
ANSWERED = "rsvp.answered"
CLOSED = _("Answers are closed. Write to the center that invited you; its address is on this page.")


@dataclass(frozen=True)
class Channel:
    """How an answer reached us: from whom, by which way, and what we know about it."""

    source: str = AnswerSource.LINK
    by: User | None = None
    note: str = ""
    notice_version: int | None = None
    language: str = ""  # in which the person read the page; later mails keep it
    is_possibly_automatic: bool = False


BY_LINK = Channel()
BY_RULE = Channel(source=AnswerSource.RULE)


class Answerable(Invitee):
    """What an invitee does with an invitation, and what a free seat does for them."""

    class Meta:
        abstract = True

    @action
    def accept(self, how: Channel = BY_LINK) -> bool:
        """Take a seat, or a place on the waitlist when none is left; a mail says which, soon.

        Saying it again changes nothing, sends nothing and returns False.
        """
        return self._answer(Rsvp.YES, how)

    @action
    def decline(self, how: Channel = BY_LINK) -> bool:
        """Say No. A seat is given back and the first on the waitlist moves up; a mail confirms."""
        return self._answer(Rsvp.NO, how)

    @action
    def answer_maybe(self, how: Channel = BY_LINK) -> bool:
        """Say Maybe: no seat is held, and reminders go on; a mail confirms."""
        return self._answer(Rsvp.MAYBE, how)

    def take_answer(self, rsvp: str, how: Channel) -> bool:
        """The same as the three above, for a caller that holds the transaction."""
        return self._answer(rsvp, how)

    def take_answer_alone(self, rsvp: str, how: Channel) -> bool | None:
        """The same without holding the roundtable's row, so that nobody waits for anybody: for
        people who hold no seat. A seat is taken last, as the last thing before the commit.

        None when it cannot be done so (a seat is to be given back, none is free, the roundtable
        was changed meanwhile): then the transaction must be undone, and done the other way.
        """
        statements.lock_alone(self)
        if self.has_seat or self.rsvp == Rsvp.DELEGATED or not self.is_open:
            return None
        if self._is_same(rsvp):
            return False
        if rsvp != Rsvp.YES:
            return self._leave(rsvp, how, verb=ANSWERED)
        return self._keep(rsvp, how, verb=ANSWERED, takes_free_seat=True) or None

    @action
    def delegate(self, name: str, email: str, how: Channel = BY_LINK) -> "Invitation | None":
        """Send someone else: they get an invitation of their own, with their own link.

        None, and nothing sent, when that address is on the list already or must not be written to.
        The history tells the center which; the person who asks is not told, since the list is
        nobody's business but the center's.
        """
        self._require_answerable(how)
        if email.lower() == self.email.lower():
            raise Refused(
                _(
                    "The invitation itself went to that address. Enter the address of the colleague"
                    " who comes instead."
                )
            )
        if self.delegates.count() >= DELEGATES_PER_PERSON:
            raise Refused(
                _("You have asked several people already. Write to the center that invited you.")
            )
        if obstacle := self.roundtable.obstacle_to(email):
            how = replace(how, note=f"Asked to send {name}, who {obstacle}. Nobody was invited.")
        if not self._answer(Rsvp.DELEGATED, how):
            self._keep(Rsvp.DELEGATED, how, is_told=True)
        delegate = None if obstacle else self.roundtable.add_delegate(self, name=name, email=email)
        record("rsvp.delegated", self, by=how.by, to=delegate.pk if delegate else None)
        return delegate

    def move_up(self) -> bool:
        """Give somebody on the waitlist a seat; a mail tells them. False when there is none.

        For `fill_free_seats`, which holds the transaction, the roundtable's row and this one.
        """
        if self.rsvp != Rsvp.WAITLISTED or not take_seat(self.roundtable, self.sector_id):
            return False
        return self._keep(Rsvp.YES, BY_RULE, verb="rsvp.moved_up")

    @action
    def lose_seat(self) -> None:
        """Give back the seat of somebody who did not confirm a new date in time, and tell them."""
        self.lock()
        if not (self.has_seat and self.must_confirm):
            return
        self._leave(Rsvp.NONE, BY_RULE, verb="rsvp.seat_lost")
        self.change(revision=self.revision + 1)
        fill_free_seats(self.roundtable)

    @action
    def save_details(self, *, mode: str, badge_name: str, access_needs: str) -> None:
        """Keep how the person takes part and what they need; needs carry their delete-by date."""
        self.require(InvitationState.INVITED)
        if self.rsvp not in (Rsvp.YES, Rsvp.WAITLISTED):
            raise Refused(_("We keep this of people who are coming. Say Yes first."))
        ends_at = self.roundtable.ends_at or timezone.now()
        self.change(
            mode=mode,
            badge_name=badge_name,
            access_needs=access_needs,
            needs_delete_on=(ends_at + NEEDS_KEPT).date() if access_needs else None,
        )
        record("rsvp.details_changed", self, by=None, has_needs=bool(access_needs))

    @action
    def give_reason(self, *, reason: str, suggestion: str) -> None:
        """Keep why somebody declined and whom they would ask instead. Both may be empty."""
        self.require(InvitationState.INVITED)
        self.change(decline_reason=reason, suggestion=suggestion)
        record("rsvp.reason_given", self, by=None)

    @action
    def stop_reminders(self) -> None:
        """Send this person no more reminders to this roundtable. The answer stays as it is."""
        self.lock()
        if self.wants_no_reminders:
            return
        self.change(wants_no_reminders=True)
        emails.withdraw_reminders(self)
        record("rsvp.reminders_stopped", self, by=None)

    @action
    def dispute(self) -> None:
        """“This is not me”: every link stops at once, the answer is void, the center sees it."""
        self.lock()
        had_seat = self.has_seat
        self.links.revoke("the person at this address said: this is not me")
        emails.withdraw([self], "The person at this address said: this is not me.")
        self.change(is_disputed=True, wants_no_reminders=True)
        if self.rsvp != Rsvp.NONE:
            self._leave(Rsvp.NONE, BY_LINK, is_told=True)
        record("rsvp.disputed", self, by=None)
        if had_seat:
            fill_free_seats(self.roundtable)

    @action
    def refuse_contact(self) -> None:
        """“Do not invite me again”: the directory remembers it, and reminders stop."""
        self.stop_reminders()
        if self.contact and not self.contact.do_not_contact:
            self.contact.change(do_not_contact=True)
        record("invitation.contact_refused", self, by=None)

    def _answer(self, rsvp: str, how: Channel) -> bool:
        self._require_answerable(how)
        if self._is_same(rsvp):
            return False
        had_seat = self.has_seat
        if self.rsvp == Rsvp.DELEGATED and rsvp != Rsvp.DELEGATED:
            self._call_back_delegates()
        if rsvp == Rsvp.YES:
            self._keep(self._seat_or_place(), how, verb=ANSWERED)
        else:
            self._leave(rsvp, how, verb=ANSWERED)
        if had_seat and not self.has_seat:
            fill_free_seats(self.roundtable)
        return True

    def _require_answerable(self, how: Channel) -> None:
        self.require(InvitationState.INVITED)
        if self.roundtable.state != RoundtableState.SCHEDULED:
            raise Refused(_("This roundtable does not take answers now."))
        if how.by is None and not self.is_open:
            raise Refused(CLOSED)

    def _is_same(self, rsvp: str) -> bool:
        if self.must_confirm and rsvp == Rsvp.YES:
            return False
        return rsvp == self.rsvp or (rsvp == Rsvp.YES and self.rsvp == Rsvp.WAITLISTED)

    def _seat_or_place(self) -> str:
        if self.has_seat:
            return Rsvp.YES
        return Rsvp.YES if take_seat(self.roundtable, self.sector_id) else Rsvp.WAITLISTED

    def _keep(
        self,
        rsvp: str,
        how: Channel,
        *,
        verb: str = "",
        is_told: bool = False,
        takes_free_seat: bool = False,
        gives_back_seat: bool = False,
    ) -> bool:
        """Write an answer into the row and the history, and, if it is an act of its own that has a
        verb, into the audit log. False when a seat was to be taken and none was free.

        The history is the outbox of confirmations: `roundtables.confirming` sends what is not told.
        """
        now = timezone.now()
        if rsvp != Rsvp.WAITLISTED:
            self.waitlisted_at = None
        elif self.rsvp != Rsvp.WAITLISTED:
            self.waitlisted_at = now
        self.rsvp, self.answered_at, self.source = rsvp, now, how.source
        self.must_confirm = False
        self.is_possibly_automatic = how.is_possibly_automatic
        self.notice_version = how.notice_version or self.notice_version
        self.language = how.language or self.language
        by_id = how.by.pk if how.by else None
        said = Rsvp.YES if rsvp == Rsvp.WAITLISTED else rsvp
        event = event_of(verb, self, by_id=by_id, said=said, source=how.source) if verb else None
        return statements.write_answer(
            self, now, event=event, by_id=by_id, note=how.note, is_told=is_told,
            takes_free_seat=takes_free_seat, gives_back_seat=gives_back_seat,
        )  # fmt: skip

    def _leave(self, rsvp: str, how: Channel, *, verb: str = "", is_told: bool = False) -> bool:
        """Write an answer that holds no seat: give the seat back, and drop needs no longer met."""
        self.access_needs, self.needs_delete_on = "", None
        gives_back = self.has_seat
        self.roundtable.seats_taken -= gives_back
        return self._keep(rsvp, how, verb=verb, is_told=is_told, gives_back_seat=gives_back)

    def _call_back_delegates(self) -> None:
        for delegate in self.delegates.all():
            delegate.roundtable = self.roundtable
            if delegate.state == InvitationState.INVITED and delegate.rsvp in (
                Rsvp.YES,
                Rsvp.WAITLISTED,
            ):
                raise Refused(
                    _(
                        "The person you sent has said Yes. Write to the center if both of you want"
                        " to come."
                    )
                )
            delegate.call_back()
