"""Another date, or none: everyone who has heard of the roundtable is told, once."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import F
from django.utils import timezone

from bcp.accounts.models import User
from bcp.audit.models import record
from bcp.core.actions import action
from bcp.mail.outbox import Withdrawal
from engagements.enums import RoundtableFormat
from roundtables import emails, letters
from roundtables.composing import Letter
from roundtables.enums import InvitationState, RoundtableState, Rsvp
from roundtables.models import Invitation, Roundtable, RsvpLink, Venue
from roundtables.models.invitations import InvitationQuerySet
from roundtables.models.invitees import NEEDS_KEPT
from roundtables.models.rsvps import expiry
from roundtables.reminders import skip_missed


@action
def move(roundtable: Roundtable, starts_at: datetime, *, by: User, **place: Any) -> Withdrawal:
    """Move a scheduled roundtable and tell everyone; those who said yes are asked to confirm
    another day or time. Another place is only told.
    """
    before = roundtable.starts_at
    roundtable.move(starts_at, by=by, **place)
    return tell_moved(roundtable, by=by, is_other_time=starts_at != before)


@action
def revise(roundtable: Roundtable, *, by: User, **values: Any) -> int:
    """Change the plan (see Roundtable.revise). Another title or purpose goes to the calendars, in
    whose entries they stand; returns to how many people.
    """
    before = _words_of(roundtable)
    roundtable.revise(by=by, **values)
    return mend_calendars(roundtable, by=by) if _words_of(roundtable) != before else 0


@action
def readdress(venue: Venue, *, by: User) -> int:
    """A venue got another name or address: tell the calendars of those invited to roundtables
    there that lie ahead. Returns to how many people.
    """
    ahead = venue.roundtables.filter(
        state=RoundtableState.SCHEDULED, starts_at__gt=timezone.now()
    ).exclude(format=RoundtableFormat.VIRTUAL)
    return sum(mend_calendars(roundtable, by=by) for roundtable in ahead.order_by("pk"))


@action
def mend_calendars(
    roundtable: Roundtable, *, by: User | None, write: Callable[[], Letter] = letters.amended
) -> int:
    """Send the calendar entry again to those who hold it, and ask them nothing; returns to how
    many. Who said No or sends somebody else is left alone; what waits for the others goes as well,
    but an invitation that has not left goes out anew, with what holds now.
    """
    if roundtable.lock().state != RoundtableState.SCHEDULED:
        return 0
    roundtable.change(revision=roundtable.revision + 1)
    holders = _told(roundtable).exclude(email="").exclude(rsvp__in=[Rsvp.NO, Rsvp.DELEGATED])
    holders.update(revision=F("revision") + 1)
    people = list(holders.select_related("roundtable", "sector", "delegate_of"))
    record("roundtable.calendars_mended", roundtable, by=by, people=len(people))
    emails.withdraw(emails.unheard_among(people), "It goes out with what has changed.")
    return _tell_change(roundtable, people, write, by=by)


@action
def cancel(roundtable: Roundtable, *, by: User, reason: str) -> Withdrawal:
    """Call a roundtable off and tell everyone who has heard of it, with a CANCEL for calendars."""
    roundtable.cancel(by=by, reason=reason)
    return tell_cancelled(roundtable, by=by)


@action
def tell_moved(
    roundtable: Roundtable, *, by: User | None, is_other_time: bool = True
) -> Withdrawal:
    """Send the new date or place to everyone invited; return what became of earlier mails.

    A yes keeps its seat and, at another time, must be confirmed until answers close. Mails that
    still wait with the old date are taken back; whose invitation never left gets it with the new
    one. Telling the same move twice sends nothing more.
    """
    keep_links_open(roundtable)
    told = _told(roundtable)
    told.update(revision=F("revision") + 1)
    if is_other_time:
        told.filter(rsvp=Rsvp.YES).update(must_confirm=True)
        skip_missed(roundtable)
    if roundtable.ends_at:
        day = (roundtable.ends_at + NEEDS_KEPT).date()
        roundtable.invitations.exclude(access_needs="").update(needs_delete_on=day)
    people = list(
        told.exclude(email="")
        .exclude(rsvp=Rsvp.DELEGATED)
        .select_related("roundtable", "sector", "delegate_of")
    )
    record("roundtable.move_told", roundtable, by=by, people=len(people))
    withdrawal = emails.withdraw(people, "The roundtable was moved.")
    _tell_change(roundtable, people, letters.moved if is_other_time else letters.amended, by=by)
    return withdrawal


@action
def tell_cancelled(roundtable: Roundtable, *, by: User | None) -> Withdrawal:
    """Tell everyone who has heard of it that it will not take place; return what became of earlier
    mails.

    Links stop at once.
    """
    RsvpLink.objects.filter(invitation__roundtable=roundtable).revoke(
        "the roundtable was cancelled"
    )
    told = _told(roundtable)
    told.update(revision=F("revision") + 1)
    people = list(told.exclude(email="").select_related("sector", "delegate_of"))
    # Asked before and after: taking a mail back hides that a backup held it, and what a worker has
    # in hand may leave between the two.
    unheard = emails.unheard_among(people, for_certain=True)
    withdrawal = emails.withdraw(people, "The roundtable was cancelled.")
    unheard = emails.unheard_among(unheard, for_certain=True)
    ids = {one.pk for one in unheard}
    heard = [one for one in people if one.pk not in ids]
    record("roundtable.cancellation_told", roundtable, by=by, people=len(heard))
    emails.queue_cancelled(roundtable, heard, by=by)
    roundtable.invitations.filter(state=InvitationState.PLANNED).delete()
    return withdrawal


def release_unconfirmed_seats() -> int:
    """Give back the seats of those who did not confirm a new date until answers closed.

    They are told and may write to the center; the waitlist moves up. Returns how many.
    """
    late = Invitation.objects.asked().filter(
        rsvp=Rsvp.YES,
        must_confirm=True,
        roundtable__state=RoundtableState.SCHEDULED,
        roundtable__answers_close_at__lte=timezone.now(),
    )
    released = 0
    for invitation in late.select_related("roundtable__engagement__center"):
        invitation.lose_seat()
        released += 1
    return released


def _words_of(roundtable: Roundtable) -> list[str]:
    """What calendar entries say of it, line by line: browsers send other line ends than we keep."""
    return [roundtable.title, *roundtable.purpose.splitlines()]


def _tell_change(
    roundtable: Roundtable,
    people: list[Invitation],
    write: Callable[[], Letter],
    *,
    by: User | None,
) -> int:
    """Say what has changed to those who have heard of the roundtable; returns to how many. The
    others get their invitation: its mails that waited have been taken back.
    """
    links = RsvpLink.objects.issue_all(people)
    unheard = emails.unheard_among(people)
    ids = {one.pk for one in unheard}
    Invitation.objects.filter(pk__in=ids).update(mailings=F("mailings") + 1)
    for one in unheard:
        one.mailings += 1
    key = f"asked:{roundtable.pk}:{roundtable.revision}"
    emails.queue_invitations(roundtable, unheard, links, by=by, key=key)
    heard = [one for one in people if one.pk not in ids]
    emails.queue_change(roundtable, heard, write, links, by=by)
    return len(heard)


def keep_links_open(roundtable: Roundtable) -> None:
    """Let the links that people have live as long after the new end as after the old one."""
    known = RsvpLink.objects.filter(invitation__roundtable=roundtable)
    known.live().update(expires_at=expiry(roundtable.ends_at))


def _told(roundtable: Roundtable) -> InvitationQuerySet:
    """Those who hear of a change, as far as they have an address."""
    told: InvitationQuerySet = roundtable.invitations.asked()
    return told.filter(is_disputed=False, forgotten_at=None)
