"""An answer that arrives through a personal link: whose it is, and whether a machine gave it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import OperationalError, connection, transaction
from django.utils import timezone

from engagements.models import Engagement
from roundtables import emails
from roundtables.enums import AnswerSource, Rsvp
from roundtables.models import Channel, Invitation, Roundtable, statements
from roundtables.models.rsvps import hash_of
from roundtables.models.statements import partial
from roundtables.opening import NoSuchLink, is_live

READS_IN = 3.0  # seconds: nobody reads the page and answers in less
HANDED_OVER = timedelta(seconds=20)
CHANGES_MIND = timedelta(seconds=10)
LOCK_NOT_AVAILABLE = "55P03"  # PostgreSQL's code

# What the ledger says about mails to this person; the names are those of bcp.mail.models.
HANDED_OVER_AT = """(SELECT MAX(mail.data_started_at) FROM mail_outgoingmail mail
    WHERE mail.about = 'invitation:' || invitation.id)"""
IN_DOUBT = """(SELECT COUNT(*) FROM mail_outgoingmail mail
    WHERE mail.about = 'invitation:' || invitation.id AND mail.state = 'unconfirmed')"""
# What an action needs of the rows that a link leads to.
NEEDED = {
    "link": ("expires_at", "revoked_at"),
    "engagement": ("id", "center_id"),
    "roundtable": ("id", "minutes", "notice_version", "notice_signed_at", "updated_at",
                   *statements.ROUNDTABLE_COLUMNS),
    "invitation": ("id", "name", *statements.INVITATION_COLUMNS),
}  # fmt: skip
FIND = (
    "SELECT "
    + ", ".join(f"{table}.{column}" for table, columns in NEEDED.items() for column in columns)
    + f""", {HANDED_OVER_AT}, {IN_DOUBT}
FROM roundtables_rsvplink link
JOIN roundtables_invitation invitation ON invitation.id = link.invitation_id
JOIN roundtables_roundtable roundtable ON roundtable.id = invitation.roundtable_id
JOIN engagements_engagement engagement ON engagement.id = roundtable.engagement_id
WHERE link.token_hash = %s"""
)


@dataclass(frozen=True)
class Found:
    """An invitation found by its link, with what tells whether a machine answers."""

    invitation: Invitation
    handed_over_at: datetime | None  # when the latest mail about it left
    in_doubt: int  # mails about it whose arrival is not known


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


def find_link(token: str) -> Found:
    """Find the invitation that a token opens, for an action. Raises NoSuchLink."""
    with connection.cursor() as cursor:
        statements.run(cursor, FIND, [hash_of(token)])
        row = cursor.fetchone()
    if row is None:
        raise NoSuchLink
    values = iter([statements.aware(value) for value in row])
    found = {
        table: {column: next(values) for column in columns} for table, columns in NEEDED.items()
    }
    if not is_live(found["link"]["expires_at"], found["link"]["revoked_at"]):
        raise NoSuchLink
    roundtable = partial(Roundtable, **found["roundtable"], engagement_id=found["engagement"]["id"])
    roundtable.engagement = partial(Engagement, **found["engagement"])
    invitation = partial(Invitation, **found["invitation"], roundtable_id=roundtable.pk)
    invitation.roundtable = roundtable
    return Found(invitation, _instant(next(values)), next(values))


def _instant(value: Any) -> datetime | None:
    """SQLite forgets the type of what MAX() returns."""
    instant = datetime.fromisoformat(value) if isinstance(value, str) else value
    return statements.aware(instant)  # type: ignore[no-any-return]  # an instant or None
