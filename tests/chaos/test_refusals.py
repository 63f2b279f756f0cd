"""A mail server that says no: for now, for good, and to one of several."""

import pytest
from django.core.mail import EmailMessage, get_connection

from tests.chaos.rig import Rig
from tests.chaos.test_mail_server import attempts

N = 20
pytestmark = pytest.mark.chaos
fault = pytest.mark.fault


@fault("F16")
def test_greylisted_mail_is_tried_again_and_arrives_once(rig: Rig) -> None:
    rig.order(addresses=[f"grey{number}@example.org" for number in range(N)])

    rig.start_workers()

    rig.wait_until(lambda: rig.states() == {"sent": N})
    assert attempts(rig) == {2}
    assert len(rig.arrived()) == N


@fault("F16")
def test_control_when_the_next_try_would_come_too_late_greylisted_mail_fails(rig: Rig) -> None:
    rig.order(addresses=["grey@example.org"])

    rig.start_worker(BACKOFF_FACTOR=20_000)  # a minute becomes two weeks

    rig.wait_until(lambda: rig.states() == {"failed": 1})


@fault("F17")
@fault("F19")
def test_refused_recipient_fails_alone_and_each_talk_has_one(rig: Rig) -> None:
    rig.order(addresses=["bad@example.org", *(f"ada{n}@example.org" for n in range(49))])

    rig.start_workers()

    rig.drain()
    assert rig.states() == {"failed": 1, "sent": 49}
    assert rig.row()["reply"].startswith("550 5.1.1")
    assert [len(record["to"]) for record in rig.sink.records()] == [1] * 49


@fault("F17")
def test_third_refusal_stops_mail_to_the_address(rig: Rig) -> None:
    worker = rig.start_worker()
    for time in (1, 2, 3):
        rig.order(addresses=["bad@example.org"], first=time, key=str(time))
        rig.drain()
    talks = rig.to_mail_server.seen
    worker.kill()

    rig.order(addresses=["bad@example.org"], first=4, key="4")
    rig.start_worker()

    rig.drain()
    assert rig.row("invitation:4")["problem"] == "suppressed"
    assert rig.to_mail_server.seen == talks


@fault("F17")
def test_control_without_the_memory_of_refusals_it_is_written_to_again(rig: Rig) -> None:
    worker = rig.start_worker()
    for time in (1, 2, 3):
        rig.order(addresses=["bad@example.org"], first=time, key=str(time))
        rig.drain()
    talks = rig.to_mail_server.seen
    worker.kill()
    rig.cluster.rows("DELETE FROM mail_suppression")

    rig.order(addresses=["bad@example.org"], first=4, key="4")
    rig.start_worker()

    rig.drain()
    assert rig.row("invitation:4")["problem"] == "refused"
    assert rig.to_mail_server.seen > talks


@fault("F19")
def test_control_in_one_talk_for_several_a_refused_recipient_vanishes(rig: Rig) -> None:
    rig.is_judged = False
    django = get_connection(
        "django.core.mail.backends.smtp.EmailBackend", host="127.0.0.1", port=rig.sink.port
    )
    to = ["bad@example.org", "ada@example.org", "bo@example.org"]

    said = EmailMessage("Invitation", "Come", "a@example.org", to, connection=django).send()

    assert said == 1  # "sent", and no word of whom it was not sent to
    assert [record["to"] for record in rig.sink.records()] == [to[1:]]
    assert len(rig.verdict().crowded) == 1
