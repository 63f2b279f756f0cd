"""From the ledger to a real mail server, one pass at a time."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
import time_machine
from django.utils import timezone
from pytest_django import Settings

from bcp.accounts.models import Center, User
from bcp.mail import claiming
from bcp.mail.checks import lease_outlives_the_answer, mail_is_encrypted
from bcp.mail.delivery import Delivery
from bcp.mail.enums import MailState, Problem
from bcp.mail.fencing import Setting, fence
from bcp.mail.hands import MailInHand
from bcp.mail.messages import message_of
from bcp.mail.models import MailBatch, MailWorker, OutgoingMail, Relay
from bcp.mail.outbox import withdraw
from bcp.mail.suppressions import suppress, suppressed_among
from bcp.mail.talks import RelayTalk
from bcp.mail.wiping import wipe
from tests.factories.mail import CONTENT, queue, queue_person, recipient
from tests.smtp_sink import Sink, free_port

pytestmark = pytest.mark.django_db
Deliver = Callable[[], dict[str, int]]
FOR_ORGANIZATIONS = replace(CONTENT, text="Dear {first_name} of {organization}")


def test_deliver_hands_each_mail_over_once(center: Center, sink: Sink, deliver: Deliver) -> None:
    queue(center, [recipient(number) for number in range(1, 61)])

    assert deliver() == {"sent": 60}
    assert deliver() == {"sent": 60}

    records = sink.records()
    assert len({record["message_id"] for record in records}) == len(records) == 60
    assert all(len(record["to"]) == 1 for record in records)


def test_sent_mail_keeps_headers_and_hash_and_loses_its_text(
    center: Center, sink: Sink, deliver: Deliver
) -> None:
    mail = queue_person(center)

    deliver()

    mail.refresh_from_db()
    assert mail.sealed == ""
    assert mail.sha256 == sink.records()[0]["sha256"]
    assert mail.message_id in mail.headers
    assert mail.reply.startswith("250 2.0.0 Ok: queued as ")
    assert mail.relay_queue_id == mail.sha256[:10].upper()
    assert mail.attempts == mail.handovers == 1


def test_single_letters_go_before_batches(center: Center, sink: Sink, deliver: Deliver) -> None:
    queue(center, [recipient(1), recipient(2)])
    OutgoingMail.objects.filter(about="invitation:2").update(priority=0)

    deliver()

    assert sink.recipients() == ["person2@example.org", "person1@example.org"]


def test_mail_waits_for_its_time(center: Center, sink: Sink, deliver: Deliver) -> None:
    queue_person(center)
    OutgoingMail.objects.update(not_before=timezone.now() + timedelta(hours=1))

    assert deliver() == {"queued": 1}
    assert sink.records() == []


# What the receiving side says


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


# The mail server in trouble


def test_trouble_of_the_server_uses_no_attempt_and_opens_the_breaker(
    center: Center, deliver: Deliver, settings: Settings
) -> None:
    settings.MAIL = {**settings.MAIL, "HOST": "127.0.0.1", "PORT": free_port()}
    queue_person(center)

    for _ in range(6):
        assert deliver() == {"queued": 1}

    mail, relay = OutgoingMail.objects.get(), Relay.objects.get()
    assert (mail.attempts, mail.claims) == (0, 0)
    assert (relay.failures, relay.is_open) == (5, True)
    assert "refused" in relay.problem


def test_breaker_closes_when_the_server_is_back(
    center: Center, deliver: Deliver, sink: Sink
) -> None:
    queue_person(center)
    ago = timezone.now() - timedelta(seconds=1)
    name = f"127.0.0.1:{sink.port}"
    Relay.objects.create(name=name, failures=5, failing_since=ago, retry_at=ago)

    assert deliver() == {"sent": 1}
    relay = Relay.objects.get()
    assert (relay.failures, relay.is_open, relay.problem) == (0, False, "")


@pytest.mark.parametrize("address", ["busy1@example.org", "closing1@example.org"])
def test_server_that_closes_down_uses_no_attempt(
    center: Center, deliver: Deliver, sink: Sink, due_now: Callable[[], None], address: str
) -> None:
    mail = queue_person(center, address)

    assert deliver() == {"retry": 1}
    mail.refresh_from_db()
    assert (mail.attempts, mail.cause[-18:]) == (0, "4.3.2 Closing down")
    due_now()

    assert deliver() == {"sent": 1}
    assert len(sink.records()) == 1


@pytest.mark.parametrize("address", ["always1@example.org", "never1@example.org"])
def test_mail_that_the_server_closes_down_for_does_not_stop_those_behind_it(
    center: Center,
    deliver: Deliver,
    sink: Sink,
    due_now: Callable[[], None],
    address: str,
) -> None:
    queue(center, [recipient(1, address), recipient(2), recipient(3)])
    deliver()

    assert deliver() == {"retry": 1, "sent": 2}

    first = OutgoingMail.objects.get(address=address)
    due_now()
    deliver()
    second = OutgoingMail.objects.get(address=address)
    assert (second.state, second.attempts) == (MailState.RETRY, 0)
    assert first.not_before is not None
    assert second.not_before is not None
    assert second.not_before - first.not_before > timedelta(minutes=2)  # it waits longer each time


def test_server_that_takes_names_but_no_text_opens_the_breaker(
    center: Center, deliver: Deliver, sink: Sink, due_now: Callable[[], None]
) -> None:
    queue(center, [recipient(number, f"never{number}@example.org") for number in range(1, 7)])

    for _ in range(6):
        deliver()

    assert Relay.objects.get().is_open
    assert OutgoingMail.objects.counts() == {"retry": 5, "queued": 1}


def test_kept_connection_that_was_closed_is_made_anew(
    center: Center, deliver: Deliver, sink: Sink
) -> None:
    queue_person(center, number=1)
    deliver()
    sink.stop()
    sink.start()
    queue_person(center, number=2)

    assert deliver() == {"sent": 2}
    assert Relay.objects.get().failures == 0


def test_mail_never_leaves_in_clear_text_when_encryption_is_required(
    center: Center, deliver: Deliver, sink: Sink, settings: Settings
) -> None:
    settings.MAIL = {**settings.MAIL, "STARTTLS": True}
    queue_person(center)

    assert deliver() == {"queued": 1}
    assert sink.records() == []
    assert "STARTTLS" in Relay.objects.get().problem


def test_wrong_password_is_trouble_of_the_server(
    center: Center, deliver: Deliver, settings: Settings, tmp_path: Path
) -> None:
    with Sink(tmp_path, user="bcp", password="right") as guarded:
        settings.MAIL = {
            **settings.MAIL,
            "HOST": "127.0.0.1",
            "PORT": guarded.port,
            "USER": "bcp",
            "PASSWORD": "wrong",
        }
        queue_person(center)

        assert deliver() == {"queued": 1}
        assert "535" in Relay.objects.get().problem

        settings.MAIL = {**settings.MAIL, "PASSWORD": "right"}
        assert deliver() == {"sent": 1}


# Settings that hold mail back


def test_pace_gives_the_server_no_more_than_it_may_get(
    center: Center, deliver: Deliver, sink: Sink, settings: Settings
) -> None:
    settings.MAIL = {**settings.MAIL, "PACE_PER_MINUTE": 30}
    queue(center, [recipient(number) for number in range(1, 11)])

    assert deliver() == {"queued": 5, "sent": 5}


def test_foreign_domain_is_withheld_where_the_site_is_not_the_real_one(
    center: Center, deliver: Deliver, sink: Sink, settings: Settings
) -> None:
    settings.MAIL = {**settings.MAIL, "ALLOWED_DOMAINS": ["example.org"]}
    queue(center, [recipient(1, "ada@example.com"), recipient(2, "ada@mail.example.org")])

    assert deliver() == {"withheld": 1, "sent": 1}
    assert sink.recipients() == ["ada@mail.example.org"]


def test_page_keeps_mails_with_their_text(
    center: Center, deliver: Deliver, settings: Settings
) -> None:
    settings.MAIL = {**settings.MAIL, "TRANSPORT": "page"}
    mail = queue_person(center)

    assert deliver() == {"sent": 1}
    mail.refresh_from_db()
    assert mail.sealed != ""


# One bad row


def test_mail_that_cannot_be_made_fails_alone(center: Center, deliver: Deliver, sink: Sink) -> None:
    queue(center, [recipient(number) for number in range(1, 4)])
    OutgoingMail.objects.filter(about="invitation:2").update(sealed="broken")

    assert deliver() == {"sent": 2, "failed": 1}
    assert OutgoingMail.objects.get(state="failed").problem == Problem.UNFILLABLE


def test_missing_value_fails_alone_and_is_named(
    center: Center, deliver: Deliver, sink: Sink
) -> None:
    queue(center, [recipient(1, organization="Harbor"), recipient(2)], content=FOR_ORGANIZATIONS)

    assert deliver() == {"sent": 1, "failed": 1}
    assert OutgoingMail.objects.get(state="failed").reply == "There is no value for {organization}."


def test_altered_text_is_held_and_not_sent(center: Center, deliver: Deliver, sink: Sink) -> None:
    mail = queue_person(center)
    OutgoingMail.objects.update(sha256="0" * 64)

    assert deliver() == {"held": 1}
    mail.refresh_from_db()
    assert (mail.problem, sink.records()) == (Problem.ALTERED, [])


# Leases and the fence


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


# What is kept


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


@pytest.mark.parametrize(
    ("values", "warnings"),
    [
        ({"STARTTLS": False, "HOST": "127.0.0.1"}, 0),
        ({"STARTTLS": False, "HOST": "mail.example.org"}, 1),
        ({"FINAL_DOT_TIMEOUT": 900}, 1),
    ],
)
def test_settings_that_a_real_site_should_not_have_are_named(
    settings: Settings, values: dict[str, object], warnings: int
) -> None:
    settings.MAIL = {**settings.MAIL, **values}

    assert len(mail_is_encrypted() + lease_outlives_the_answer()) == warnings
