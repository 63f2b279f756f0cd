"""The way out: whoever writes to somebody puts the mail here, in the transaction of the act.

From the commit on the ledger answers for it: handed over once, or standing visibly in a state that
says why not. Workers find the rows by themselves; the nudge after the commit only makes it quicker.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from bcp.accounts.models import Center, User
from bcp.core.actions import Refused
from bcp.mail import addresses
from bcp.mail.enums import MailState, Problem
from bcp.mail.knobs import knobs
from bcp.mail.models import MailBatch, OutgoingMail
from bcp.mail.models.mails import new_message_id
from bcp.mail.nudging import nudge
from bcp.mail.recipients import Recipient, checked, digest_of, marks_of
from bcp.mail.sealing import sealed
from bcp.mail.skeletons import Content, Frame, skeleton
from bcp.mail.suppressions import STOPPED, suppressed_among
from bcp.mail.withdrawing import Withdrawal, withdraw

__all__ = [
    "Content", "Recipient", "Withdrawal", "confirm_by_use", "correct_address", "mark_as_arrived",
    "queue_batch", "queue_one", "release_held", "send_again", "withdraw",
]  # fmt: skip

TRIED_FOR = timedelta(days=5)


@dataclass(frozen=True)
class Timing:
    """Not earlier, and not tried later, than these instants."""

    not_before: datetime | None
    give_up_at: datetime | None


def queue_batch(
    center: Center | None,
    *,
    kind: str,
    key: str,
    content: Content,
    recipients: Sequence[Recipient],
    by: User | None,
    reply_to: str | None = None,
    sender_name: str | None = None,
    list_unsubscribe: bool = False,
    not_before: datetime | None = None,
    give_up_at: datetime | None = None,
    is_single: bool = False,
    is_capped: bool = True,
    kept_until: datetime | None = None,
) -> tuple[MailBatch, bool]:
    """Queue one mail for each recipient; returns the batch and whether it is new.

    The same key with the same recipients returns the first batch and queues nothing; with other
    recipients it is Refused. A mail that exists (same about, kind, revision) is left as it is.
    Tries end at `give_up_at`, at the latest five days after `not_before` (default: now).
    `list_unsubscribe` needs a merge value "stop_url". Single letters go before batches. Mails over
    the center's daily limit are held, unless they are single letters or not `is_capped`: that an
    answer was noted, or that the date has changed, must not wait for a person. The text of mails
    that stay in doubt or on hold is wiped at `kept_until` (default: 30 days after queueing).
    """
    people = [checked(recipient) for recipient in recipients]
    if not people:
        raise Refused("Choose at least one person to write to.")
    with transaction.atomic():
        batch, is_new = MailBatch.objects.get_or_create(
            idempotency_key=f"{center.pk if center else 'program'}:{key}",
            defaults={
                "center": center,
                "kind": kind,
                "by": by,
                "recipients_sha256": digest_of(kind, people),
                "subject": content.subject[:300],
                "kept_until": kept_until,
                "skeleton": skeleton(
                    content,
                    _frame(center, sender_name, reply_to, list_unsubscribe),
                    marks_of(people),
                ),
            },
        )
        if is_new:
            _write(
                batch,
                people,
                Timing(not_before, give_up_at),
                is_single=is_single,
                is_capped=is_capped and not is_single,
            )
            transaction.on_commit(nudge)
        elif batch.recipients_sha256 != digest_of(kind, people):
            raise Refused(
                "These mails were queued before, for other people. Reload the page and look again."
            )
    return batch, is_new


def queue_one(
    center: Center | None,
    *,
    kind: str,
    about: str,
    address: str,
    name: str,
    content: Content,
    revision: int = 0,
    merge: Mapping[str, str] | None = None,
    calendar_merge: Mapping[str, str] | None = None,
    by: User | None = None,
    reply_to: str | None = None,
    sender_name: str | None = None,
    list_unsubscribe: bool = False,
    not_before: datetime | None = None,
    give_up_at: datetime | None = None,
) -> OutgoingMail:
    """Queue a single letter; the same about, kind and revision again return the first."""
    recipient = Recipient(address, name, about, merge or {}, revision, calendar_merge or {})
    mails = OutgoingMail.objects.filter(about=about, kind=kind, revision=revision, correction=0)
    first: OutgoingMail | None = mails.first()
    if first is not None:
        return first
    queue_batch(
        center,
        kind=kind,
        key=f"one:{kind}:{about}:{revision}",
        content=content,
        recipients=[recipient],
        by=by,
        reply_to=reply_to,
        sender_name=sender_name,
        list_unsubscribe=list_unsubscribe,
        not_before=not_before,
        give_up_at=give_up_at,
        is_single=True,
    )
    mail: OutgoingMail = mails.get()
    return mail


def send_again(mail: OutgoingMail, by: User) -> None:
    """Hand an unconfirmed or failed mail over once more, with the same bytes.

    Refused while nothing is sent to its address.
    """
    if suppressed_among([mail.address]):
        raise Refused(f"{STOPPED} Correct it, or say that it is right.")
    mail.send_again(by=by)
    transaction.on_commit(nudge)


def mark_as_arrived(mail: OutgoingMail, by: User) -> None:
    """Note that an unconfirmed mail did arrive."""
    mail.mark_as_arrived(by=by)


def correct_address(mail: OutgoingMail, address: str, by: User) -> OutgoingMail:
    """Send a failed mail to a mended address; returns the new mail."""
    corrected = mail.correct_address(address, by=by)
    transaction.on_commit(nudge)
    return corrected


def release_held(mails: Iterable[OutgoingMail], by: User | None) -> int:
    """Let held mails go; returns how many. Those with a doubtful text stay."""
    released = 0
    for mail in mails:
        if mail.problem != Problem.ALTERED:
            mail.release(by=by)
            released += 1
    transaction.on_commit(nudge)
    return released


def confirm_by_use(about: str) -> int:
    """The receiver used a link about this row: unconfirmed mails about it did arrive."""
    return OutgoingMail.objects.about(about).filter(state=MailState.UNCONFIRMED).update(
        state=MailState.SENT,
        problem="",
        sealed="",
        reply="Confirmed: the receiver used its link",
        finished_at=timezone.now(),
    )  # fmt: skip


def _frame(
    center: Center | None, sender_name: str | None, reply_to: str | None, list_unsubscribe: bool
) -> Frame:
    environment = "" if knobs().keeps_on_page else settings.ENVIRONMENT_NAME
    return Frame(
        sender_name=sender_name or (center.name if center else "Building Community Partnerships"),
        sender_address=f"mail@{addresses.from_domain()}",
        reply_to=addresses.checked(reply_to) if reply_to else "",
        list_unsubscribe=list_unsubscribe,
        subject_prefix=f"[{environment}] " if environment else "",
    )


def _write(
    batch: MailBatch,
    people: Iterable[Recipient],
    timing: "Timing",
    *,
    is_single: bool,
    is_capped: bool,
) -> None:
    starts = timing.not_before or timezone.now()
    latest = min(timing.give_up_at or starts + TRIED_FOR, starts + TRIED_FOR)
    known = set(
        OutgoingMail.objects.about({person.about for person in people})
        .filter(kind=batch.kind, correction=0)
        .values_list("about", "revision")
    )
    mails: list[OutgoingMail] = []
    for person in people:
        if (person.about, person.revision) in known:
            continue
        known.add((person.about, person.revision))
        values = {"merge": dict(person.merge), "calendar": dict(person.calendar_merge)}
        mails.append(
            OutgoingMail(
                center_id=batch.center_id,
                batch=batch,
                kind=batch.kind,
                about=person.about,
                revision=person.revision,
                address=person.address,
                name=person.name,
                sealed=sealed(values),
                message_id=new_message_id(),
                dated_at=starts,
                not_before=timing.not_before,
                give_up_at=latest,
                priority=0 if is_single else 1,
            )
        )
    for mail in mails[_room_today(batch) :] if is_capped else ():
        mail.state, mail.problem = MailState.HELD, Problem.DAILY_CAP
    OutgoingMail.objects.bulk_create(mails, batch_size=1000, ignore_conflicts=True)


def _room_today(batch: MailBatch) -> int:
    """How many more mails of batches the center may queue within 24 hours."""
    cap = knobs().DAILY_CAP_PER_CENTER
    since = timezone.now() - timedelta(days=1)
    queued = OutgoingMail.objects.filter(center=batch.center_id, created_at__gte=since, priority=1)
    queued = queued.exclude(state__in=[MailState.HELD, MailState.CANCELLED, MailState.WITHHELD])
    return max(0, cap - queued.count())
