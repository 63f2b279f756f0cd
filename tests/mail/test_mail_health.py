"""The page of mail health."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from bcp.accounts.models import Center
from bcp.mail import epochs
from bcp.mail.enums import MailState, Problem
from bcp.mail.health import done_about, trouble_of
from bcp.mail.models import Instance, MailWorker, OutgoingMail, Relay
from tests.factories.mail import queue, queue_person, recipient
from tests.factories.roundtables import InvitationFactory
from tests.smtp_sink import Sink, free_port

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(dhs_client: Client) -> Callable[[], str]:
    return lambda: dhs_client.get(reverse("mail:mail_health")).content.decode()


def test_health_is_for_coordinators(director_client: Client) -> None:
    assert director_client.get(reverse("mail:mail_health")).status_code == 403


def test_health_counts_by_center(page: Callable[[], str], center: Center) -> None:
    queue_person(center)

    assert "Front Range Fusion Center" in page()


def test_health_says_when_no_worker_lives(page: Callable[[], str]) -> None:
    MailWorker.objects.create(name="a", seen_at=timezone.now() - timedelta(minutes=6))

    assert "No worker has been seen for five minutes" in page()


def test_worker_says_that_it_lives(
    page: Callable[[], str], deliver: Callable[[], dict[str, int]], sink: Sink
) -> None:
    deliver()

    assert "No worker has been seen" not in page()
    assert abs(MailWorker.objects.get().clock_skew) < 2


def test_health_names_a_wrong_clock(page: Callable[[], str]) -> None:
    MailWorker.objects.create(name="a", seen_at=timezone.now(), clock_skew=7200)

    assert "wrong by more than two seconds" in page()


def test_health_says_since_when_the_mail_server_is_away(
    page: Callable[[], str], settings: Settings
) -> None:
    since = timezone.now() - timedelta(minutes=10)
    name = f"{settings.MAIL['HOST']}:{settings.MAIL['PORT']}"
    Relay.objects.create(
        name=name, failures=5, failing_since=since, retry_at=timezone.now(), problem="535 no"
    )

    assert "Mail server not reachable since" in page()
    assert "535 no" in page()


def test_health_says_when_the_broker_is_away(page: Callable[[], str], settings: Settings) -> None:
    settings.REDIS_URL = f"redis://127.0.0.1:{free_port()}/0"

    assert "The broker is not reachable" in page()


@pytest.mark.parametrize(("held", "state"), [("send", "queued"), ("cancel", "cancelled")])
def test_resume_lets_mail_go_on_after_a_restore(
    page: Callable[[], str], dhs_client: Client, center: Center, held: str, state: str
) -> None:
    mail = queue_person(center)
    epochs.hold_now()
    assert "a backup was restored" in page()

    dhs_client.post(reverse("mail:mail_resume"), {"held": held})

    assert "a backup was restored" not in page()
    assert OutgoingMail.objects.get(pk=mail.pk).state == state
    assert Instance.objects.get().held_at is None


def test_resume_is_for_coordinators(director_client: Client) -> None:
    assert director_client.post(reverse("mail:mail_resume")).status_code == 403


def test_every_page_says_that_mail_is_held(
    center: Center, director_client: Client, dhs_client: Client
) -> None:
    home = reverse("home")
    assert "backup was restored" not in director_client.get(home).content.decode()
    epochs.hold_now()

    theirs = director_client.get(home, follow=True).content.decode()
    ours = dhs_client.get(home, follow=True).content.decode()

    assert "waits until a DHS coordinator lets mail go on" in theirs
    assert reverse("mail:mail_health") not in theirs
    assert "All mail is on hold: a backup was restored" in ours
    assert "Decide on the page of mail health" in ours
    page = dhs_client.get(reverse("mail:mail_health")).content.decode()
    assert page.count("a backup was restored") == 1


def test_trouble_is_told_with_what_helps(center: Center, settings: Settings) -> None:
    MailWorker.objects.create(name="a", seen_at=timezone.now())
    assert trouble_of(center) == []

    MailWorker.objects.update(seen_at=timezone.now() - timedelta(minutes=6))
    Relay.objects.create(
        name=f"{settings.MAIL['HOST']}:{settings.MAIL['PORT']}", failures=5,
        failing_since=datetime(2027, 3, 9, 16, 0, tzinfo=UTC), retry_at=timezone.now(),
    )  # fmt: skip
    queue_person(center)
    OutgoingMail.objects.update(state=MailState.HELD, problem=Problem.DAILY_CAP)

    server, worker, cap = trouble_of(center)
    assert "not been reachable since 9:00 AM MST" in server
    assert "Ask whoever runs this site to start the mail worker" in worker
    assert cap.startswith("1 mail is over the center's limit")


def test_done_about_follows_pace_and_queue(
    center: Center, settings: Settings, director_client: Client
) -> None:
    guests = InvitationFactory.create_batch(2, roundtable__engagement__center=center)
    queue(center, [recipient(number) for number in range(900, 948)], key="others")
    queue(center, [recipient(guest.pk) for guest in guests], key="ours")
    ours = OutgoingMail.objects.about([f"invitation:{guest.pk}" for guest in guests])
    assert done_about(ours) is None

    settings.MAIL = {**settings.MAIL, "PACE_PER_MINUTE": 25}
    about = done_about(ours)
    assert about is not None
    assert abs(about - timezone.now() - timedelta(minutes=2)) < timedelta(seconds=5)

    address = reverse("roundtables:invitation_progress", args=[guests[0].roundtable_id])
    assert "on the way, done about <time" in director_client.get(address).content.decode()
    ours.update(state=MailState.SENT)
    assert done_about(ours) is None
