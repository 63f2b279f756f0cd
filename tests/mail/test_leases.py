"""Leases and the fence: a mail is in one hand at a time."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from bcp.accounts.models import Center
from bcp.mail import claiming
from bcp.mail.delivery import Delivery
from bcp.mail.enums import MailState, Problem
from bcp.mail.fencing import Setting, fence
from bcp.mail.models import OutgoingMail
from bcp.mail.outbox import withdraw
from bcp.mail.talks import RelayTalk
from tests.factories.mail import queue, queue_person, recipient
from tests.smtp_sink import Sink

pytestmark = pytest.mark.django_db
Deliver = Callable[[], dict[str, int]]


def leased(mail: OutgoingMail, **values: object) -> None:
    claimed = claiming.claim("t", limit=1, lease_seconds=60)
    assert claimed == [mail.pk]
    OutgoingMail.objects.filter(pk=mail.pk).update(**values)


def test_fence_passes_for_the_worker_that_holds_the_lease(center: Center, epoch: str) -> None:
    mail = queue_person(center)
    leased(mail)

    assert fence("t", Setting(mail.pk, "f" * 64, epoch, 900), None)
    mail.refresh_from_db()
    assert (mail.state, mail.attempts, mail.handovers) == (MailState.DATA_STARTED, 1, 1)


@pytest.mark.parametrize(
    "values",
    [
        {"lease_token": "another"},
        {"lease_until": timezone.now() - timedelta(seconds=1)},
        {"cancelled_at": timezone.now()},
        {"state": MailState.DATA_STARTED},
    ],
)
def test_fence_stops_a_worker(center: Center, epoch: str, values: dict[str, object]) -> None:
    mail = queue_person(center)
    leased(mail, **values)

    assert not fence("t", Setting(mail.pk, "f" * 64, epoch, 900), None)
    mail.refresh_from_db()
    assert mail.handovers == 0


def test_fence_stops_a_worker_that_knows_another_history(center: Center, epoch: str) -> None:
    mail = queue_person(center)
    leased(mail)

    assert not fence("t", Setting(mail.pk, "f" * 64, "another", 900), None)


def test_lease_that_is_over_is_taken_by_another_worker(
    center: Center, deliver: Deliver, sink: Sink
) -> None:
    mail = queue_person(center)
    leased(mail)

    assert deliver() == {"leased": 1}
    OutgoingMail.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert deliver() == {"sent": 1}


def test_worker_gone_after_the_fence_leaves_the_mail_unconfirmed(
    center: Center, epoch: str, deliver: Deliver, sink: Sink
) -> None:
    mail = queue_person(center)
    leased(mail)
    fence("t", Setting(mail.pk, "f" * 64, epoch, -1), None)

    assert deliver() == deliver() == {"unconfirmed": 1}
    assert sink.records() == []


def test_mail_withdrawn_between_claim_and_fence_does_not_leave(
    center: Center, sink: Sink, delivery: Delivery, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue_person(center)
    name = RelayTalk.name

    def name_and_withdraw(talk: RelayTalk, *arguments: object) -> None:
        name(talk, *arguments)
        withdraw("invitation:1", reason="called off")

    monkeypatch.setattr(RelayTalk, "name", name_and_withdraw)
    delivery.run(seconds=5)

    assert OutgoingMail.objects.counts() == {"cancelled": 1}
    assert (sink.records(), OutgoingMail.objects.get().sealed) == ([], "")


def test_worker_that_must_stop_gives_back_what_it_has_not_touched(
    center: Center, sink: Sink, delivery: Delivery
) -> None:
    queue(center, [recipient(number) for number in range(1, 11)])
    asked = iter(range(100))

    delivery.run(seconds=20, should_stop=lambda: next(asked) > 3)

    assert OutgoingMail.objects.counts() == {"sent": 3, "queued": 7}


def test_mail_that_workers_vanish_with_waits(center: Center, deliver: Deliver, sink: Sink) -> None:
    mail = queue_person(center)
    leased(mail, claims=25, lease_until=timezone.now() - timedelta(seconds=1))

    assert deliver() == {"held": 1}
    assert OutgoingMail.objects.get().problem == Problem.WORKER_LOST
