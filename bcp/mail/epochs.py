"""Is this database the one that the last mails left from, or was an older backup restored?

A file in DATA_DIR, which belongs to no backup, says which history the database has and which mail
set out last. A database that has another history, or does not know of that mail, is from the past:
it would send again what was sent since. Then all that is unsent is held until somebody looks.
"""

import os
import uuid
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Coalesce, Now

from bcp.accounts.models import User
from bcp.audit.models import record
from bcp.mail.enums import MailState, Problem
from bcp.mail.failpoints import is_off
from bcp.mail.models import Instance, MailWorker, OutgoingMail

UNSENT = (MailState.QUEUED, MailState.RETRY, MailState.LEASED)
JOINS_AFTER_RELEASE = timedelta(hours=1)
ALIVE = timedelta(minutes=1)


@dataclass(frozen=True)
class Mark:
    """What the file says: the history, and the mail that set out last (0: none yet)."""

    epoch: str
    mail_id: int = 0
    handovers: int = 0

    def line(self) -> bytes:
        """Always the same number of bytes, so that it is replaced in one write."""
        return f"{self.epoch:<32} {self.mail_id:019d} {self.handovers:09d}\n".encode()


def path() -> Path:
    """Where the file is. Keep it out of backups: restored with them it would prove nothing."""
    return Path(settings.DATA_DIR) / "mail-epoch"


def read() -> Mark | None:
    """What the file says; None when there is none."""
    try:
        epoch, mail_id, handovers = path().read_text().split()
    except (FileNotFoundError, ValueError):
        return None
    return Mark(epoch, int(mail_id), int(handovers))


class MarkFile:
    """The file, kept open by a worker that writes to it for each mail."""

    def __init__(self) -> None:
        self._descriptor: int | None = None

    def write(self, mark: Mark) -> None:
        """Note that this mail is about to set out. The commit that says the same came before."""
        if self._descriptor is None:
            self._descriptor = os.open(path(), os.O_WRONLY | os.O_CREAT, 0o600)
        os.pwrite(self._descriptor, mark.line(), 0)

    def close(self) -> None:
        """Let go of the file."""
        if self._descriptor is not None:
            os.close(self._descriptor)
        self._descriptor = None


def write(mark: Mark) -> None:
    """Write the file once."""
    file = MarkFile()
    file.write(mark)
    file.close()


def known_epoch(worker: str) -> str | None:
    """The history that this worker may send from; None while mail is held or it must not."""
    instance: Instance | None = Instance.objects.order_by("pk").first()
    mark = read()
    if instance is None:
        instance = _first_start()
    if is_off("epoch"):
        return instance.epoch
    if instance.held_at is not None:
        return None
    if mark is None:
        return _without_file(instance, worker)
    if mark.epoch != instance.epoch:
        return _other_history(instance, mark)
    if not _knows(mark):
        return _hold(instance)
    return instance.epoch


def _first_start() -> Instance:
    instance, _ = Instance.objects.get_or_create(pk=1, defaults={"epoch": new_epoch()})
    return instance


def _without_file(instance: Instance, worker: str) -> str | None:
    """A fresh site, a worker on another machine, or a backup restored on a new machine."""
    just_released = Instance.objects.filter(
        pk=instance.pk, released_at__gt=Now() - Value(JOINS_AFTER_RELEASE)
    ).exists()
    if just_released or not _has_sent():
        return _adopt(instance)
    others = MailWorker.objects.exclude(name=worker).filter(seen_at__gt=Now() - Value(ALIVE))
    # Others are at work: this machine is new here. It sends nothing until it is let in.
    return None if others.exists() else _hold(instance)


def _other_history(instance: Instance, mark: Mark) -> str | None:
    if mark.epoch in instance.accepted_epochs or not _has_sent():
        return _adopt(instance)
    return _hold(instance)


def _adopt(instance: Instance) -> str:
    write(Mark(instance.epoch))
    return instance.epoch


def _knows(mark: Mark) -> bool:
    """Whether the database knows of the mail that set out last."""
    if not mark.mail_id:
        return True
    rows = OutgoingMail.objects.filter(pk=mark.mail_id, handovers__gte=mark.handovers)
    return rows.exists()


def _has_sent() -> bool:
    return OutgoingMail.objects.filter(handovers__gt=0).exists()


@transaction.atomic
def _hold(instance: Instance) -> None:
    """Put everything unsent on hold."""
    Instance.objects.filter(pk=instance.pk).update(held_at=Coalesce("held_at", Now()))
    OutgoingMail.objects.filter(state__in=UNSENT).update(
        state=MailState.HELD, problem=Problem.RESTORED, lease_token=""
    )


def new_epoch() -> str:
    """A name for a history that no other has."""
    return uuid.uuid4().hex


def hold_now() -> None:
    """Put everything unsent on hold, as after a restore; for whoever restores by hand."""
    _hold(_first_start())


@transaction.atomic
def resume(*, by: User | None, sends_held: bool) -> int:
    """Let mail go again after a restore; returns how many held mails were sent on or cancelled.

    From now on the database has a new history, which the workers that know the old one take over.
    """
    instance = Instance.objects.select_for_update().order_by("pk").first() or _first_start()
    mark = read()
    accepted = {*instance.accepted_epochs, instance.epoch, *([mark.epoch] if mark else [])}
    instance.change(
        epoch=new_epoch(),
        accepted_epochs=sorted(accepted),
        held_at=None,
        released_at=Now(),
    )
    held = OutgoingMail.objects.filter(state=MailState.HELD, problem=Problem.RESTORED)
    if sends_held:
        number = held.exclude(sealed="").update(
            state=MailState.QUEUED, problem="", lease_token="", lease_until=None, claims=0
        )
    else:
        number = held.update(state=MailState.CANCELLED, sealed="", finished_at=Now())
    record("mail.resumed", instance, by=by, mails=number, sent=sends_held)
    return number
