"""What a worker gives back: mails of which it knows that nothing has left."""

from collections.abc import Callable

import pytest
from django.utils import timezone

from bcp.accounts.models import Center
from bcp.mail import claiming
from bcp.mail.enums import MailState
from bcp.mail.fencing import Setting, fence
from bcp.mail.models import OutgoingMail
from tests.factories.accounts import UserFactory
from tests.factories.mail import queue_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def mail(center: Center, epoch: str) -> OutgoingMail:
    """Past its fence, whose answer never came; the lease is over, and others have noticed."""
    mail = queue_person(center)
    assert claiming.claim("ours", limit=1, lease_seconds=60) == [mail.pk]
    assert fence("ours", Setting(mail.pk, "f" * 64, epoch, -1), None)
    claiming.sweep(resend_after=None)
    mail.refresh_from_db()
    assert mail.state == MailState.UNCONFIRMED
    return mail


def test_mail_that_did_not_set_out_is_queued_again(mail: OutgoingMail) -> None:
    claiming.release("ours", [mail.pk], not_set_out=mail.pk)

    mail.refresh_from_db()
    assert (mail.state, mail.problem, mail.attempts) == (MailState.QUEUED, "", 0)
    assert (mail.lease_token, mail.lease_until, mail.finished_at) == ("", None, None)


def test_mail_that_perhaps_set_out_stays_unconfirmed(mail: OutgoingMail) -> None:
    claiming.release("ours", [mail.pk])

    mail.refresh_from_db()
    assert mail.state == MailState.UNCONFIRMED


def test_mail_withdrawn_meanwhile_is_cancelled(mail: OutgoingMail) -> None:
    OutgoingMail.objects.update(cancelled_at=timezone.now())

    claiming.release("ours", [mail.pk], not_set_out=mail.pk)

    mail.refresh_from_db()
    assert (mail.state, mail.problem, mail.sealed) == (MailState.CANCELLED, "withdrawn", "")


def taken_by_another(mail: OutgoingMail) -> None:
    mail.send_again(by=UserFactory())
    claiming.claim("another", limit=1, lease_seconds=60)


@pytest.mark.parametrize(
    "act",
    [
        lambda mail: mail.mark_as_arrived(by=UserFactory()),
        lambda mail: mail.send_again(by=UserFactory()),
        taken_by_another,
    ],
    ids=["marked as arrived", "sent again", "taken by another"],
)
def test_mail_that_somebody_acted_on_is_left_alone(
    mail: OutgoingMail, act: Callable[[OutgoingMail], None]
) -> None:
    act(mail)
    before = OutgoingMail.objects.values().get()

    claiming.release("ours", [mail.pk], not_set_out=mail.pk)

    assert OutgoingMail.objects.values().get() == before
