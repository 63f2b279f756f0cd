"""An answer that arrives through a personal link: whose it is, and whether a machine gave it."""

from datetime import timedelta

from django.db import OperationalError, connection, transaction
from django.utils import timezone

from roundtables import emails
from roundtables.enums import AnswerSource, Rsvp
from roundtables.models import Channel, Invitation
from roundtables.opening import Found, find_link

READS_IN = 3.0  # seconds: nobody reads the page and answers in less
HANDED_OVER = timedelta(seconds=20)
CHANGES_MIND = timedelta(seconds=10)
LOCK_NOT_AVAILABLE = "55P03"  # PostgreSQL's code


def reply(
    token: str,
    answer: str,
    *,
    language: str,
    notice_version: int | None,
    seconds_open: float,
) -> bool:
    """Take a Yes, No or Maybe; False when it was said before. Later mails keep the language.

    `notice_version` is the privacy notice that the page showed. Raises NoSuchLink, and Refused when
    no answer is taken now.
    """
    found = find_link(token)
    if found.in_doubt:
        emails.note_use(found.invitation)
    how = Channel(
        source=AnswerSource.LINK,
        notice_version=notice_read(found.invitation, notice_version),
        language=language,
        is_possibly_automatic=is_possibly_automatic(found, answer, seconds_open=seconds_open),
    )
    if may_be_quick(found.invitation, answer):
        is_new = _reply_alone(found.invitation, answer, how)
        if is_new is not None:
            return is_new
        found = find_link(token)
    with transaction.atomic():
        is_new = found.invitation.take_answer(answer, how)
        transaction.set_rollback(not is_new)
    return is_new


def may_be_quick(invitation: Invitation, answer: str) -> bool:
    """Whether an answer can probably be taken without the roundtable's row."""
    roundtable = invitation.roundtable
    is_likely = answer != Rsvp.YES or roundtable.seats_taken < roundtable.seats
    return connection.vendor == "postgresql" and not invitation.has_seat and is_likely


def _reply_alone(invitation: Invitation, answer: str, how: Channel) -> bool | None:
    try:
        with transaction.atomic():
            is_new = invitation.take_answer_alone(answer, how)
            transaction.set_rollback(not is_new)
    except OperationalError as error:
        if getattr(error.__cause__, "pgcode", "") != LOCK_NOT_AVAILABLE:
            raise
        return None
    return is_new


def is_possibly_automatic(found: Found, answer: str, *, seconds_open: float) -> bool:
    """Whether a mail scanner may have answered: too soon after the mail left or the page opened, or
    the opposite of what was said seconds ago. It is shown as a badge and blocks nothing.
    """
    now, before = timezone.now(), found.invitation
    if seconds_open < READS_IN:
        return True
    if before.answered_at and now - before.answered_at < CHANGES_MIND:
        return before.rsvp not in (Rsvp.NONE, answer)
    return found.handed_over_at is not None and now - found.handed_over_at < HANDED_OVER


def notice_read(invitation: Invitation, version: int | None) -> int | None:
    """The version that the page showed, never one that is not there yet."""
    latest = invitation.roundtable.shown_notice_version
    return min(version or latest, latest) or None
