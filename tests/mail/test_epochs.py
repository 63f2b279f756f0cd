"""A restored backup sends nothing again."""

import shutil
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from bcp.accounts.models import Center
from bcp.mail import epochs
from bcp.mail.enums import MailState, Problem
from bcp.mail.models import Instance, MailWorker, OutgoingMail
from tests.factories.mail import queue, recipient
from tests.smtp_sink import Sink

pytestmark = pytest.mark.django_db
Deliver = Callable[[], dict[str, int]]
COLUMNS = ("state", "sealed", "handovers", "sha256", "finished_at", "data_started_at", "problem")


class Backup:
    """The ledger as it was; `restore` brings it back, as restoring the database does."""

    def __init__(self) -> None:
        self.mails = list(OutgoingMail.objects.values("pk", *COLUMNS))
        self.instances = list(Instance.objects.values())

    def restore(self) -> None:
        OutgoingMail.objects.exclude(pk__in=[mail["pk"] for mail in self.mails]).delete()
        for mail in self.mails:
            OutgoingMail.objects.filter(pk=mail.pop("pk")).update(**mail)
        Instance.objects.all().delete()
        Instance.objects.bulk_create(Instance(**row) for row in self.instances)


@pytest.fixture
def restored(center: Center, sink: Sink, deliver: Deliver) -> Sink:
    """Two of five mails were sent when the backup was made, the others afterwards."""
    queue(center, [recipient(number) for number in range(1, 6)])
    OutgoingMail.objects.filter(about__in=["invitation:3", "invitation:4", "invitation:5"]).update(
        not_before=timezone.now() + timedelta(hours=1)
    )
    assert deliver() == {"sent": 2, "queued": 3}
    backup = Backup()
    OutgoingMail.objects.update(not_before=None)
    assert deliver() == {"sent": 5}
    backup.restore()
    return sink


def test_restored_backup_holds_what_was_sent_since(restored: Sink, deliver: Deliver) -> None:
    assert deliver() == deliver() == {"sent": 2, "held": 3}
    assert len(restored.records()) == 5
    assert set(OutgoingMail.objects.filter(state="held").values_list("problem", flat=True)) == {
        Problem.RESTORED
    }


def test_restored_backup_would_send_again_without_the_file(
    restored: Sink, deliver: Deliver
) -> None:
    # The control: the same restore with a file that the restored database knows.
    epochs.write(epochs.Mark(Instance.objects.get().epoch))

    assert deliver() == {"sent": 5}
    assert len(restored.records()) == 8


def test_restored_backup_on_a_new_machine_is_held(restored: Sink, deliver: Deliver) -> None:
    epochs.path().unlink()
    MailWorker.objects.all().delete()

    assert deliver() == {"sent": 2, "held": 3}
    assert len(restored.records()) == 5


def test_mail_written_after_the_restore_waits_and_leaves_with_the_release(
    restored: Sink, deliver: Deliver, center: Center
) -> None:
    deliver()
    queue(center, [recipient(9)], key="after")
    assert deliver() == {"sent": 2, "held": 3, "queued": 1}

    call_command("release_mail", "--cancel")

    assert deliver() == {"sent": 3, "cancelled": 3}
    assert restored.recipients()[-1] == "person9@example.org"


def test_release_sends_the_held_mails_when_asked_to(restored: Sink, deliver: Deliver) -> None:
    deliver()

    call_command("release_mail", "--send")

    assert deliver() == {"sent": 5}


def test_fresh_site_is_never_held(center: Center, sink: Sink, deliver: Deliver) -> None:
    queue(center, [recipient(1)])

    assert deliver() == {"sent": 1}
    assert Instance.objects.get().held_at is None


def test_second_worker_on_the_same_machine_sends(center: Center, sink: Sink, epoch: str) -> None:
    assert epochs.known_epoch("another") == epoch


def test_worker_on_a_new_machine_sends_nothing_and_holds_nothing(
    center: Center, sink: Sink, deliver: Deliver
) -> None:
    queue(center, [recipient(1)])
    deliver()
    shutil.move(epochs.path(), epochs.path().with_suffix(".away"))

    assert epochs.known_epoch("another") is None
    assert Instance.objects.get().held_at is None
    Instance.objects.update(released_at=timezone.now())
    assert epochs.known_epoch("another") is not None


def test_worker_that_knows_the_history_before_a_release_takes_over_the_new_one(
    center: Center, sink: Sink, deliver: Deliver
) -> None:
    queue(center, [recipient(1)])
    deliver()
    before = epochs.read()
    epochs.resume(by=None, sends_held=True)

    assert epochs.read() == before
    assert epochs.known_epoch("another") == Instance.objects.get().epoch


def test_foreign_database_is_held(center: Center, sink: Sink, deliver: Deliver) -> None:
    queue(center, [recipient(1)])
    deliver()
    queue(center, [recipient(2)], key="next")
    epochs.write(epochs.Mark(epochs.new_epoch()))

    assert deliver() == {"sent": 1, "held": 1}
    assert OutgoingMail.objects.get(about="invitation:2").state == MailState.HELD
