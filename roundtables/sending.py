"""Sending: one act, one key, one batch, however often the button is pressed."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from django.utils import timezone

from bcp.accounts.models import User
from bcp.audit.models import record
from bcp.core.actions import Refused, action
from bcp.mail.suppressions import suppressed_among
from engagements.enums import EngagementPhase
from roundtables import emails, preflight
from roundtables.enums import InvitationState, MessageKind, RoundtableState
from roundtables.models import Invitation, Roundtable, RsvpLink, Sending
from roundtables.preflight import Flight

RELATED = ("sector", "delegate_of", "contact")


class OtherRecipients(Refused):
    """The key of this form was used before, for other people."""


def fingerprint(people: Sequence[Invitation]) -> str:
    """What a form remembers of the people it was shown for."""
    ids = ",".join(str(pk) for pk in sorted(person.pk for person in people))
    return sha256(ids.encode()).hexdigest()


def planned_for(roundtable: Roundtable, wave: int) -> list[Invitation]:
    """The people of a wave to whom nothing has gone out yet, with what a mail needs of them."""
    rows = roundtable.invitations.planned().filter(wave=wave)
    return _with_roundtable(roundtable, list(rows.prefetch_related(*RELATED)))


@action
def send_wave(
    roundtable: Roundtable, wave: int, *, by: User | None, key: str, seen: str | None = None
) -> tuple[Sending, bool]:
    """Send the invitations of a wave; return the act and whether it is new.

    The same key again returns the first act and sends nothing; when it was used for other people,
    OtherRecipients. `seen` is the fingerprint of the list as it was confirmed: when the list has
    changed since, or preflight finds a block, nothing is sent.
    """
    roundtable.lock()
    if first := Sending.objects.filter(key=key).first():
        _require_same(first, roundtable, seen)
        return first, False
    roundtable.require(RoundtableState.SCHEDULED)
    people = planned_for(roundtable, wave)
    digest = fingerprint(people)
    if seen is not None and seen != digest:
        raise Refused("The list has changed since you looked at it. Look at it again, then send.")
    _require_clear(Flight(roundtable, people))
    now = timezone.now()
    roundtable.invitations.filter(pk__in=[person.pk for person in people]).update(
        state=InvitationState.INVITED, invited_at=now, mailings=1, revision=roundtable.revision
    )
    for person in people:
        person.mailings, person.revision = 1, roundtable.revision
    sending = _keep(roundtable, key, MessageKind.INVITATION, people, by=by, wave=wave)
    tokens = RsvpLink.objects.issue_all(people)
    emails.queue_invitations(roundtable, people, tokens, by=by, key=f"sending:{sending.pk}")
    roundtable.waves.update_or_create(number=wave, defaults={"opened_at": now, "held_because": ""})
    record("invitations.sent", roundtable, by=by, people=len(people), wave=wave)
    _enter_inviting(roundtable)
    return sending, True


@action
def remind(
    roundtable: Roundtable,
    people: Sequence[Invitation],
    *,
    by: User | None,
    key: str,
    due: datetime | None = None,
) -> tuple[Sending | None, bool]:
    """Remind those who owe an answer; return the act (None: nobody) and whether it is new.

    Whoever has answered meanwhile, stopped reminders or has no address that gets mail is left out.
    """
    roundtable.lock()
    if first := Sending.objects.filter(key=key).first():
        return first, False
    roundtable.require(RoundtableState.SCHEDULED)
    owing = roundtable.invitations.to_remind().filter(pk__in=[person.pk for person in people])
    stopped = suppressed_among(owing.values_list("email", flat=True))
    owing = owing.exclude(email__in=stopped)
    owed = _with_roundtable(roundtable, list(owing.prefetch_related(*RELATED)))
    if not owed:
        return None, False
    sending = _keep(roundtable, key, MessageKind.REMINDER, owed, by=by)
    tokens = RsvpLink.objects.issue_all(owed)
    emails.queue_reminders(
        roundtable, owed, tokens, by=by, key=f"sending:{sending.pk}", due=due or timezone.now()
    )
    record("invitations.reminded", roundtable, by=by, people=len(owed))
    return sending, True


def _with_roundtable(roundtable: Roundtable, people: list[Invitation]) -> list[Invitation]:
    for person in people:
        person.roundtable = roundtable
    return people


def _require_same(first: Sending, roundtable: Roundtable, seen: str | None) -> None:
    if first.roundtable_id != roundtable.pk or (seen and seen != first.recipients_hash):
        raise OtherRecipients("This form was used before, for other people.")


def _require_clear(flight: Flight) -> None:
    for finding in preflight.check(flight):
        if finding.is_block:
            raise Refused(f"{finding.text} {finding.names}".strip())


def _keep(
    roundtable: Roundtable,
    key: str,
    kind: str,
    people: Sequence[Invitation],
    *,
    by: User | None,
    wave: int | None = None,
) -> Sending:
    return Sending.objects.create(
        roundtable=roundtable,
        key=key,
        kind=kind,
        wave=wave,
        recipients=len(people),
        recipients_hash=fingerprint(people),
        by=by,
    )


def _enter_inviting(roundtable: Roundtable) -> None:
    """The first invitations move the engagement on."""
    engagement = roundtable.engagement
    if engagement.state in (EngagementPhase.PLANNING, EngagementPhase.OUTREACH):
        engagement.enter(EngagementPhase.INVITED)
