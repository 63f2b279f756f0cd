"""A mail server that is down or slow."""

from typing import Any

import pytest

from tests.chaos.rig import LEASE_SECONDS, Rig

N = 20
pytestmark = pytest.mark.chaos
fault = pytest.mark.fault


def relay(rig: Rig) -> dict[str, Any]:
    """The mail server's row: failures, breaker, problem."""
    rows = rig.cluster.rows(
        "SELECT failures, problem, retry_at IS NOT NULL AS is_open FROM mail_relay"
    )
    return rows[0] if rows else {"failures": 0, "is_open": False, "problem": ""}


def attempts(rig: Rig) -> set[int]:
    """How many attempts the mails have used up."""
    return {row["attempts"] for row in rig.rows()}


@fault("F13")
def test_mail_waits_for_a_server_that_is_down_and_uses_up_no_attempt(rig: Rig) -> None:
    rig.sink.stop()
    rig.order(N)
    rig.start_workers()
    rig.wait_until(lambda: relay(rig)["is_open"])
    assert attempts(rig) == {0}
    assert set(rig.states()) <= {"queued", "leased"}

    tries = rig.to_mail_server.seen
    assert rig.holds_for(3, lambda: rig.to_mail_server.seen <= tries + 5)  # one a second

    rig.sink.start()
    rig.drain()
    assert rig.states() == {"sent": N}
    assert attempts(rig) == {1}
    assert not relay(rig)["is_open"]


@fault("F13")
def test_control_without_the_breaker_workers_knock_again_and_again(rig: Rig) -> None:
    rig.sink.stop()
    rig.order(N)
    rig.start_workers(BREAKER_SECONDS=0)
    rig.wait_until(lambda: relay(rig)["is_open"])

    tries = rig.to_mail_server.seen
    assert not rig.holds_for(3, lambda: rig.to_mail_server.seen <= tries + 5)

    rig.sink.start()


@fault("F13")
def test_control_where_the_servers_trouble_is_the_mails_own_they_fail(rig: Rig) -> None:
    rig.without("trouble")
    rig.sink.stop()
    rig.order(3)

    rig.start_workers()

    rig.wait_until(lambda: rig.states() == {"failed": 3})


@fault("F14")
@pytest.mark.parametrize("rig", [{"slow_seconds": 8}], indirect=True)
def test_slow_recipient_holds_up_nobody_else(rig: Rig) -> None:
    rig.order(addresses=["tarpit1@example.org"])
    rig.start_worker(COMMAND_TIMEOUT=30)
    rig.wait_until(lambda: rig.row()["state"] == "leased")

    rig.order(N, first=2, key="second")
    rig.start_worker(COMMAND_TIMEOUT=30)

    rig.drain()
    assert rig.states() == {"sent": N + 1}
    assert rig.arrived()[-1] == "tarpit1@example.org"


@fault("F14")
@pytest.mark.parametrize("rig", [{"slow_seconds": LEASE_SECONDS * 1.5}], indirect=True)
def test_control_without_patience_workers_take_the_mail_from_each_other(rig: Rig) -> None:
    rig.without("slow answers")
    rig.order(addresses=["tarpit1@example.org"])

    rig.start_workers(COMMAND_TIMEOUT=30)

    claims = "SELECT claims FROM mail_outgoingmail"
    rig.wait_until(lambda: rig.cluster.rows(claims)[0]["claims"] >= 4)
    assert rig.arrived() == []  # though the first answer has come long ago


@fault("F14")
@pytest.mark.parametrize("rig", [{"slow_seconds": 4}], indirect=True)
def test_recipient_slower_than_the_limit_is_tried_again(rig: Rig) -> None:
    rig.order(addresses=["tarpit1@example.org", "ada@example.org"])
    worker = rig.start_worker(COMMAND_TIMEOUT=1)
    rig.wait_until(lambda: rig.states() == {"retry": 1, "sent": 1})
    worker.kill()

    rig.start_worker()

    rig.drain()
    assert rig.states() == {"sent": 2}


@fault("F15")
@pytest.mark.parametrize(
    "rig",
    [{"slow_seconds": LEASE_SECONDS * 0.9}, {"slow_seconds": LEASE_SECONDS * 1.5}],
    ids=["within the lease", "past the lease"],
    indirect=True,
)
def test_answer_that_takes_long_is_waited_for(rig: Rig) -> None:
    rig.order(addresses=["slow1@example.org", "ada@example.org"])

    rig.start_workers()

    rig.wait_until(lambda: rig.states() == {"sent": 2})
    assert sorted(rig.arrived()) == ["ada@example.org", "slow1@example.org"]


@fault("F15")
def test_control_with_a_short_limit_mail_that_arrived_is_unconfirmed(rig: Rig) -> None:
    rig.order(addresses=["slow1@example.org"])

    rig.start_workers(FINAL_DOT_TIMEOUT=0.5)

    rig.wait_until(lambda: rig.states() == {"unconfirmed": 1})
    assert rig.arrived() == ["slow1@example.org"]


@fault("F15")
@pytest.mark.parametrize("rig", [{"slow_seconds": LEASE_SECONDS * 1.5}], indirect=True)
def test_control_without_the_fence_a_late_answer_delivers_twice(rig: Rig) -> None:
    rig.without("fence")
    rig.order(addresses=["slow1@example.org"])

    rig.start_workers()

    rig.wait_until(lambda: rig.verdict().twice == ["invitation:1"])
