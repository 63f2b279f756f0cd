"""What the receiving side says to one mail, and what becomes of it."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from pytest_django import Settings

from bcp.accounts.models import Center, User
from bcp.mail.delivery import Delivery
from bcp.mail.enums import Problem
from bcp.mail.hands import MailInHand
from bcp.mail.models import MailWorker, OutgoingMail
from bcp.mail.suppressions import suppress, suppressed_among
from bcp.mail.talks import RelayTalk
from tests.factories.mail import queue, queue_person, recipient
from tests.smtp_sink import Sink

pytestmark = pytest.mark.django_db
Deliver = Callable[[], dict[str, int]]


@pytest.mark.parametrize(
    ("address", "problem"),
    [("bad1@example.org", Problem.REFUSED), ("text1@example.org", Problem.REFUSED_TEXT)],
)
def test_refusal_for_good_fails_only_that_mail(
    center: Center, sink: Sink, deliver: Deliver, address: str, problem: Problem
) -> None:
    queue(center, [recipient(1), recipient(2, address), recipient(3)])

    assert deliver() == {"sent": 2, "failed": 1}

    mail = OutgoingMail.objects.get(address=address)
    assert (mail.problem, mail.attempts) == (problem, 1)
    assert mail.cause != ""
    assert mail.next_step != ""


@pytest.mark.parametrize("address", ["grey1@example.org", "later1@example.org"])
def test_refusal_for_now_is_tried_again(
    center: Center, sink: Sink, deliver: Deliver, due_now: Callable[[], None], address: str
) -> None:
    mail = queue_person(center, address)

    assert deliver() == {"retry": 1}
    mail.refresh_from_db()
    assert mail.state_label.startswith("Retry at ")
    assert mail.not_before is not None
    assert timedelta(seconds=40) < mail.not_before - timezone.now() < timedelta(seconds=80)
    due_now()

    assert deliver() == {"sent": 1}
    mail.refresh_from_db()
    assert mail.attempts == 2
    assert len(sink.records()) == 1


def test_refusal_for_now_gives_up_when_the_event_is_near(
    center: Center, sink: Sink, deliver: Deliver
) -> None:
    mail = queue_person(center, "full1@example.org")
    OutgoingMail.objects.update(give_up_at=timezone.now() + timedelta(seconds=30))

    assert deliver() == {"failed": 1}

    mail.refresh_from_db()
    assert mail.problem == Problem.GIVEN_UP


def test_address_that_refused_three_times_gets_no_more_mail(
    center: Center, sink: Sink, deliver: Deliver
) -> None:
    for number in range(1, 5):
        queue_person(center, "bad1@example.org", number)
        deliver()

    problems = OutgoingMail.objects.order_by("pk").values_list("problem", flat=True)
    assert list(problems) == [*[Problem.REFUSED] * 3, Problem.SUPPRESSED]


def test_suppression_knows_every_spelling_of_an_address(db: None) -> None:
    suppress("Ada@Example.org")
    spellings = ["Ada@Example.org", "ada@example.org", " ADA@EXAMPLE.ORG "]

    assert suppressed_among([*spellings, "eve@example.org"]) == set(spellings)


def test_refusal_of_policy_does_not_count_against_the_address(
    center: Center, sink: Sink, deliver: Deliver
) -> None:
    for number in range(1, 5):
        queue_person(center, "policy1@example.org", number)
        deliver()

    assert set(OutgoingMail.objects.values_list("problem", flat=True)) == {Problem.REFUSED}


@pytest.mark.parametrize(
    ("address", "arrived"), [("drop1@example.org", 1), ("lose1@example.org", 0)]
)
def test_silence_after_the_text_is_unconfirmed_and_never_repeated_alone(
    center: Center, sink: Sink, deliver: Deliver, director: User, address: str, arrived: int
) -> None:
    mail = queue_person(center, address)

    assert deliver() == deliver() == {"unconfirmed": 1}
    assert len(sink.records()) == arrived

    mail.refresh_from_db()
    mail.send_again(by=director)
    assert deliver() == {"sent": 1}
    assert len(sink.records()) == arrived + 1
    assert len({record["sha256"] for record in sink.records()}) == 1


def test_resend_once_repeats_an_unconfirmed_mail_once(
    center: Center, sink: Sink, deliver: Deliver, settings: Settings
) -> None:
    settings.MAIL = {**settings.MAIL, "UNCONFIRMED_POLICY": "resend_once"}
    queue_person(center, "lose2@example.org")
    assert deliver() == deliver() == {"unconfirmed": 1}
    OutgoingMail.objects.update(finished_at=timezone.now() - timedelta(minutes=16))

    assert deliver() == {"sent": 1}
    assert OutgoingMail.objects.get().resends == 1


def test_any_answer_that_says_yes_after_the_text_means_sent(
    center: Center, sink: Sink, deliver: Deliver
) -> None:
    mail = queue_person(center, "odd1@example.org")

    assert deliver() == {"sent": 1}
    mail.refresh_from_db()
    assert mail.reply.startswith("252 ")


def test_worker_says_that_it_lives_within_a_chunk(
    center: Center, sink: Sink, delivery: Delivery, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[datetime] = []
    name = RelayTalk.name

    def name_and_look(talk: RelayTalk, *arguments: object) -> None:
        name(talk, *arguments)
        seen.append(MailWorker.objects.get().seen_at)
        delivery.beaten_at = 0.0  # as if some seconds had passed with this mail

    monkeypatch.setattr(RelayTalk, "name", name_and_look)
    queue(center, [recipient(1), recipient(2)])
    delivery.run(seconds=20)

    assert seen == sorted(set(seen))


def test_slow_answer_is_waited_for_and_the_mail_before_is_written_down(
    center: Center, sink: Sink, deliver: Deliver
) -> None:
    queue(
        center,
        [recipient(1), recipient(2, "slow1@example.org"), recipient(3, "tarpit1@example.org")],
    )

    assert deliver() == {"sent": 3}


def test_tarpit_is_tried_again_later_and_others_go_on(
    center: Center, sink: Sink, deliver: Deliver, settings: Settings
) -> None:
    settings.MAIL = {**settings.MAIL, "COMMAND_TIMEOUT": 0.3}
    queue(center, [recipient(1, "tarpit1@example.org"), recipient(2)])

    assert deliver() == {"retry": 1, "sent": 1}
    assert sink.recipients() == ["person2@example.org"]


def test_slow_server_keeps_one_mail_waiting_and_not_its_neighbors(
    center: Center, sink: Sink, delivery: Delivery, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[dict[str, int]] = []
    wait = Delivery._wait_longer

    def wait_and_look(worker: Delivery, mail: MailInHand) -> None:
        wait(worker, mail)
        seen.append(OutgoingMail.objects.counts())

    monkeypatch.setattr(Delivery, "_wait_longer", wait_and_look)
    queue(center, [recipient(1), recipient(2, "tarpit1@example.org"), recipient(3), recipient(4)])

    delivery.run(seconds=20)

    assert seen == [{"sent": 1, "leased": 1, "queued": 2}]
    assert OutgoingMail.objects.counts() == {"sent": 4}
