"""What is kept of a mail that is done, and for how long."""

from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256

import pytest
import time_machine
from django.utils import timezone

from bcp.accounts.models import Center
from bcp.mail.enums import MailState
from bcp.mail.messages import message_of
from bcp.mail.models import MailBatch, OutgoingMail
from bcp.mail.outbox import withdraw
from bcp.mail.wiping import wipe
from tests.factories.mail import queue, queue_person, recipient
from tests.smtp_sink import Sink

pytestmark = pytest.mark.django_db
Deliver = Callable[[], dict[str, int]]


def test_text_of_old_failures_and_of_finished_batches_is_emptied(
    center: Center, deliver: Deliver, sink: Sink
) -> None:
    batch = queue(center, [recipient(1), recipient(2, "bad1@example.org")])
    deliver()
    MailBatch.objects.update(created_at=timezone.now() - timedelta(days=20))
    wipe()
    batch.refresh_from_db()
    assert batch.skeleton != ""

    OutgoingMail.objects.update(finished_at=timezone.now() - timedelta(days=15))
    wipe()

    batch.refresh_from_db()
    assert batch.skeleton == ""
    assert set(OutgoingMail.objects.values_list("sealed", flat=True)) == {""}


@pytest.mark.parametrize("state", [MailState.UNCONFIRMED, MailState.HELD])
@pytest.mark.parametrize("days", [None, 60])
def test_text_of_mails_nobody_decided_about_is_emptied_when_their_links_have_expired(
    center: Center, state: MailState, days: int | None
) -> None:
    mail = queue_person(center)
    message = message_of(mail)
    now = timezone.now()
    OutgoingMail.objects.update(state=state, sha256=sha256(message).hexdigest())
    MailBatch.objects.update(kept_until=days and now + timedelta(days=days))

    for later, is_kept in ((days or 30) - 1, True), ((days or 30) + 1, False):
        with time_machine.travel(now + timedelta(days=later), tick=False):
            wipe()
        mail.refresh_from_db()
        assert bool(mail.sealed) == is_kept

    assert (mail.state, mail.sha256) == (state, sha256(message).hexdigest())
    assert mail.message_id in mail.headers
    assert mail.batch.skeleton == ""


def test_text_of_a_doubtful_mail_that_was_taken_back_is_emptied(center: Center) -> None:
    queue_person(center)
    OutgoingMail.objects.update(state=MailState.UNCONFIRMED)
    withdraw("invitation:1", reason="called off")

    wipe()

    assert OutgoingMail.objects.get().sealed == ""
