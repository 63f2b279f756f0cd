"""Mails that must not leave: withdrawn in the last moment, to foreign domains, or impossible."""

import signal

import pytest

from tests.chaos.rig import Rig

N = 20
pytestmark = pytest.mark.chaos
fault = pytest.mark.fault


def withdraw_before_the_fence(rig: Rig) -> None:
    """A worker has the mail in hand; the roundtable is cancelled; the worker goes on."""
    rig.order(1)
    worker = rig.start_worker(failpoint="before_fence:stop", LEASE_SECONDS=60)
    rig.wait_until(lambda: rig.broke("before_fence"))
    assert rig.act("withdraw", abouts=rig.ordered) == {"cancelled": 1, "perhaps_sent": 0}
    worker.signal(signal.SIGCONT)


@fault("F37")
def test_mail_withdrawn_between_claim_and_fence_does_not_leave(rig: Rig) -> None:
    withdraw_before_the_fence(rig)

    rig.wait_until(lambda: rig.states() == {"cancelled": 1})
    assert rig.arrived() == []


@fault("F37")
def test_control_without_the_question_a_withdrawn_mail_leaves(rig: Rig) -> None:
    rig.without("withdrawal")

    withdraw_before_the_fence(rig)

    rig.wait_until(lambda: rig.arrived() == ["person1@example.org"])


@fault("F37")
def test_withdrawal_during_sending_says_truly_what_left(rig: Rig) -> None:
    rig.order(200)
    rig.start_workers()
    rig.wait_until(lambda: len(rig.arrived()) >= 30)

    done = rig.act("withdraw", abouts=rig.ordered)

    rig.drain()
    assert rig.states() == {"cancelled": done["cancelled"], "sent": done["perhaps_sent"]}
    assert len(rig.arrived()) == done["perhaps_sent"]


FOREIGN = "ada@real-organization.test"


@fault("F41")
def test_trial_site_writes_to_nobody_outside(rig: Rig) -> None:
    rig.order(addresses=[FOREIGN, "ada@example.org"])

    rig.start_worker(ALLOWED_DOMAINS=["example.org"])

    rig.drain()
    assert rig.states() == {"sent": 1, "withheld": 1}
    assert rig.arrived() == ["ada@example.org"]


@fault("F41")
def test_control_without_the_list_the_mail_leaves(rig: Rig) -> None:
    rig.order(addresses=[FOREIGN, "ada@example.org"])

    rig.start_worker(ALLOWED_DOMAINS=[])

    rig.drain()
    assert FOREIGN in rig.arrived()


@fault("F32")
def test_mail_that_cannot_be_made_fails_alone(rig: Rig) -> None:
    rig.order(100)
    rig.cluster.rows("UPDATE mail_outgoingmail SET sealed = 'x' WHERE about = 'invitation:3'")

    rig.start_workers()

    rig.drain()
    assert rig.states() == {"failed": 1, "sent": 99}
    assert rig.row("invitation:3")["problem"] == "unfillable"


@fault("F32")
def test_control_without_the_catch_it_stops_all_that_come_after(rig: Rig) -> None:
    rig.without("rendering")
    rig.order(10)
    rig.cluster.rows("UPDATE mail_outgoingmail SET sealed = 'x' WHERE about = 'invitation:3'")

    rig.start_workers()

    rig.wait_until(lambda: len(rig.arrived()) == 2)
    assert rig.holds_for(rig.sweeps(5), lambda: len(rig.arrived()) == 2)
