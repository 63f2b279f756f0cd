"""What the product writes to invitees; one function per message.

A message is written once per language and filled in for each person by the mail ledger. Whoever
calls has made the personal links: only their hashes are in the database.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone, translation
from django.utils.translation import gettext_noop as _

from bcp.accounts.models import User
from bcp.mail import outbox
from bcp.mail.calendars import FeedEvent, feed
from bcp.mail.enums import HANDED_STATES, WAITING_STATES, Problem
from bcp.mail.models import OutgoingMail
from roundtables import letters, merging, speaking
from roundtables.composing import Letter, Tokens, about, content_of, queue, values_of
from roundtables.enums import MessageKind, Rsvp

if TYPE_CHECKING:
    from roundtables.models.answering import Answerable
    from roundtables.models.roundtables import Roundtable

INVITATION, REMINDER = MessageKind.INVITATION.value, MessageKind.REMINDER.value
CONFIRMATION, MOVED_UP, SEAT_LOST = "rsvp_confirmation", "rsvp_moved_up", "rsvp_seat_lost"
MOVED, CANCELLED, WITHDRAWN = "roundtable_moved", "roundtable_cancelled", "invitation_withdrawn"
NO_LINK = "this-is-a-sample-and-opens-nothing"


def queue_invitations(
    roundtable: "Roundtable",
    people: "Sequence[Answerable]",
    tokens: Tokens,
    *,
    by: User | None,
    key: str,
) -> None:
    """Ask people to come, each with a link of their own and an entry for their calendar."""
    write = letters.in_own_words(roundtable, INVITATION)
    queue(roundtable, INVITATION, people, write, tokens, by=by, key=key,
          revision=lambda invitation: max(0, invitation.mailings - 1))  # fmt: skip


def queue_reminders(
    roundtable: "Roundtable",
    people: "Sequence[Answerable]",
    tokens: Tokens,
    *,
    due: datetime,
    key: str,
    by: User | None,
) -> None:
    """Ask once more those who owe an answer. One mail per person and due minute, whoever asks."""
    minute = int(due.timestamp()) // 60
    queue(roundtable, REMINDER, people, letters.in_own_words(roundtable, REMINDER), tokens, by=by,
          key=key, revision=lambda _: minute)  # fmt: skip


def queue_answers(
    roundtable: "Roundtable",
    rsvp: str,
    people: "Sequence[Answerable]",
    tokens: Tokens,
    *,
    answers: Mapping[int, int],
    is_rule: bool,
) -> None:
    """Confirm answers: what was noted, and how to change it if it was not you.

    `answers` holds the number of each invitation's answer. `is_rule` when nobody answered: a place
    on the waitlist became a seat, or a seat that was not confirmed was given back.
    """
    kind, write = CONFIRMATION, letters.confirmation_of(roundtable, rsvp)
    if is_rule and rsvp == Rsvp.YES:
        kind, write = MOVED_UP, letters.moved_up
    elif is_rule and rsvp == Rsvp.NONE:
        kind, write = SEAT_LOST, letters.seat_lost
    first, last = min(answers.values()), max(answers.values())
    queue(roundtable, kind, people, write, tokens, by=None,
          key=f"answers:{rsvp}:{first}:{last}:{len(answers)}",
          revision=lambda invitation: answers[invitation.pk])  # fmt: skip


def queue_change(
    roundtable: "Roundtable",
    people: "Sequence[Answerable]",
    write: Callable[[], Letter],
    tokens: Tokens,
    *,
    by: User | None,
) -> None:
    """Say what has changed, with the calendar entry that replaces the one people hold."""
    queue(roundtable, MOVED, people, write, tokens, by=by,
          key=f"moved:{roundtable.pk}:{roundtable.revision}",
          revision=lambda _: roundtable.revision)  # fmt: skip


def queue_cancelled(
    roundtable: "Roundtable", people: "Sequence[Answerable]", *, by: User | None
) -> None:
    """Tell people that the roundtable will not take place, with a CANCEL for their calendars."""
    queue(roundtable, CANCELLED, people, letters.off(_("{title} will not take place."),
          roundtable.cancelled_reason, _("Cancelled")), {}, by=by,
          key=f"cancelled:{roundtable.pk}", is_tried_long=True)  # fmt: skip


def queue_withdrawn(invitation: "Answerable", reason: str, *, by: User | None) -> outbox.Withdrawal:
    """Tell somebody that their invitation was taken back, with a CANCEL for the calendar.

    Who has not heard of it yet hears nothing: the waiting mails are taken back instead.
    """
    withdrawal = withdraw([invitation], "The invitation was taken back.")
    if withdrawal.perhaps_sent:
        queue(invitation.roundtable, WITHDRAWN, [invitation],
              letters.off(_("We have to take back the invitation to {title}."), reason,
                   _("Your invitation was taken back")), {}, by=by,
              key=f"withdrawn:{invitation.pk}:{invitation.revision}",
              revision=lambda one: one.revision, is_tried_long=True)  # fmt: skip
    return withdrawal


def queue_test(invitation: "Answerable", kind: str, *, by: User, key: str) -> None:
    """Send one person's message to the planner instead; its link opens nothing."""
    roundtable = invitation.roundtable
    with translation.override(invitation.language):
        letter = letters.in_own_words(roundtable, kind)()
        content = content_of(roundtable, letter, invitation.language, by=by, sequence=0)
        values = values_of(invitation, NO_LINK)
    content = outbox.Content(f"[Test] {content.subject}", content.text, content.html)
    recipient = outbox.Recipient(
        by.email, by.name, f"test:{key}", {**values, "name": invitation.name}
    )
    outbox.queue_batch(roundtable.center, kind="invitation_test", key=f"test:{key}",
                       content=content, recipients=[recipient], by=by, is_single=True)  # fmt: skip


def preview(invitation: "Answerable", kind: str, *, by: User | None) -> outbox.Content:
    """A message as this person would get it, with a link that opens nothing."""
    roundtable = invitation.roundtable
    with translation.override(invitation.language):
        letter = letters.in_own_words(roundtable, kind)()
        content = content_of(roundtable, letter, invitation.language, by=by, sequence=0)
        values = values_of(invitation, NO_LINK)
    return outbox.Content(
        merging.fill(content.subject, values),
        merging.fill(content.text, values),
        merging.fill_html(content.html, values),
    )


def calendar_file(invitation: "Answerable") -> bytes:
    """The calendar entry of an invitation as a file, without the personal link."""
    roundtable = invitation.roundtable
    if roundtable.starts_at is None or roundtable.ends_at is None:
        return b""
    event = FeedEvent(
        uid=invitation.calendar_uid,
        sequence=invitation.revision,
        starts=roundtable.starts_at,
        ends=roundtable.ends_at,
        zone=roundtable.time_zone,
        summary=roundtable.title,
        location=speaking.say_place(roundtable, invitation.language),
        description=roundtable.purpose,
        stamped_at=timezone.now(),
    )
    return feed([event], name=roundtable.title)


def withdraw(invitations: "Iterable[Answerable]", reason: str) -> outbox.Withdrawal:
    """Take back every mail about these invitations that has not left."""
    return outbox.withdraw([about(invitation) for invitation in invitations], reason=reason)


def unheard_among(
    invitations: "Iterable[Answerable]", *, for_certain: bool = False
) -> "list[Answerable]":
    """Those who were never handed their invitation and have not answered either.

    What went before the invitation was taken back does not count. A mail that a worker has in hand
    counts once its text is being handed over. What went to another address does not count, nor what
    a restored backup holds, unless it must be `for_certain` that nobody has the invitation: it may
    have been read at the other address, or have left before the backup came back.
    """
    people = {about(one): one for one in invitations if one.rsvp == Rsvp.NONE}
    mails = OutgoingMail.objects.about(people).order_by("pk")
    unheard: dict[str, bool] = {}
    columns = ("about", "kind", "state", "address", "problem")
    for key, kind, state, address, problem in mails.values_list(*columns):
        if kind == WITHDRAWN or (kind == INVITATION and key not in unheard):
            unheard[key] = True
        is_own = for_certain or address.lower() == people[key].email.lower()
        is_handed = state in HANDED_STATES or (for_certain and problem == Problem.RESTORED)
        if kind != WITHDRAWN and is_own and is_handed:
            unheard[key] = False
    return [one for key, one in people.items() if unheard.get(key)]


def withdraw_reminders(invitation: "Answerable") -> None:
    """Take back reminders that still wait to be sent."""
    outbox.withdraw(about(invitation), [REMINDER], "The person stopped reminders.")


def forget(invitation: "Answerable") -> None:
    """Take back what has not left, and take the person out of the ledger's records."""
    withdraw([invitation], "The person asked us to delete their data.")
    mails = OutgoingMail.objects.about(about(invitation)).exclude(state__in=WAITING_STATES)
    mails.update(name="", address="", headers="", reply="", sealed="")


def note_use(invitation: "Answerable") -> None:
    """The personal link was used, so a mail whose delivery was in doubt has arrived."""
    outbox.confirm_by_use(about(invitation))
