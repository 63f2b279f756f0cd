"""kill -9 and lost connections around the moment in which the text of a mail sets out."""

import signal

import pytest

from tests.chaos.rig import Rig

N = 20
pytestmark = pytest.mark.chaos
quick = pytest.mark.chaos_quick
fault = pytest.mark.fault


def stays(rig: Rig, states: dict[str, int], arrived: int) -> bool:
    """Whether three more sweeps and a new worker change nothing."""

    def is_unchanged() -> bool:
        return rig.states() == states and len(rig.arrived()) == arrived

    rig.start_worker()
    return rig.holds_for(rig.sweeps(3), is_unchanged)


@fault("F1")
@pytest.mark.parametrize(
    "place",
    [
        pytest.param("after_claim", marks=quick),
        pytest.param("after_rcpt", marks=quick),
        "before_fence",
    ],
)
def test_kill_before_the_text_delivers_each_once(rig: Rig, place: str) -> None:
    rig.order(N)

    rig.start_workers(failpoint=f"{place}:kill9")

    rig.wait_until(lambda: rig.broke(place))
    rig.drain()
    assert rig.states() == {"sent": N}
    assert len(rig.arrived()) == N


def stop_before_fence(rig: Rig) -> None:
    """One worker sleeps before its fence; another takes over; the first wakes up and goes on."""
    rig.order(1)
    rig.redis.client.flushall()  # no nudge: the worker's own look claims the mail
    sleeper = rig.start_worker(failpoint="before_fence:stop")
    rig.wait_until(lambda: rig.broke("before_fence"))
    other = rig.start_worker()
    rig.wait_until(lambda: len(rig.arrived()) == 1)
    other.kill()
    sleeper.signal(signal.SIGCONT)
    rig.order(1, first=2, key="second")  # which shows that the sleeper is past its fence
    rig.wait_until(lambda: "person2@example.org" in rig.arrived())


@quick
@fault("F1")
def test_worker_that_slept_past_its_lease_delivers_nothing(rig: Rig) -> None:
    stop_before_fence(rig)

    assert sorted(rig.arrived()) == ["person1@example.org", "person2@example.org"]


@quick
@fault("F1")
def test_control_without_the_lease_a_sleeper_delivers_twice(rig: Rig) -> None:
    rig.without("lease")

    stop_before_fence(rig)

    assert rig.verdict().twice == ["invitation:1"]


@quick
@fault("F2")
def test_kill_during_the_text_waits_for_a_person(rig: Rig) -> None:
    rig.order(N)
    rig.start_workers(failpoint="mid_data:kill9")
    rig.wait_until(lambda: rig.broke("mid_data"))
    rig.drain()

    assert stays(rig, {"sent": N - 1, "unconfirmed": 1}, arrived=N - 1)

    doubtful = next(row["about"] for row in rig.rows() if row["state"] == "unconfirmed")
    rig.send_again(doubtful)
    rig.drain()
    assert rig.states() == {"sent": N}
    assert len(set(rig.arrived())) == len(rig.arrived()) == N


@fault("F2")
def test_control_without_the_fence_a_torn_text_is_repeated_by_itself(rig: Rig) -> None:
    rig.without("fence")
    rig.order(1)
    rig.start_workers(failpoint="mid_data:kill9")
    rig.wait_until(lambda: rig.broke("mid_data"))

    rig.wait_until(lambda: rig.states() == {"sent": 1})

    assert rig.row()["handovers"] == 2  # and nobody was asked


@fault("F3")
@pytest.mark.parametrize(
    "place", ["after_dot", pytest.param("after_250", marks=quick), "before_sent"]
)
def test_kill_after_the_text_never_delivers_twice(rig: Rig, place: str) -> None:
    rig.order(N)
    rig.start_workers(failpoint=f"{place}:kill9")
    rig.wait_until(lambda: rig.broke(place))
    rig.drain()

    assert stays(rig, {"sent": N - 1, "unconfirmed": 1}, arrived=N)

    doubtful = next(row["about"] for row in rig.rows() if row["state"] == "unconfirmed")
    assert rig.act("confirm_by_use", about=doubtful) == 1
    assert rig.states() == {"sent": N}


@quick
@fault("F3")
def test_control_without_the_fence_a_kill_delivers_twice(rig: Rig) -> None:
    rig.without("fence")
    rig.order(N)

    rig.start_workers(failpoint="after_250:kill9")

    rig.wait_until(lambda: rig.broke("after_250"))
    rig.drain()
    assert len(rig.verdict().twice) == 1


@quick
@fault("F10")
def test_database_cut_after_the_answer_keeps_what_was_said(rig: Rig) -> None:
    rig.order(3)
    worker = rig.start_worker(failpoint="before_sent:stop")
    rig.wait_until(lambda: rig.broke("before_sent"))

    rig.cluster.terminate_sessions()
    worker.signal(signal.SIGCONT)

    rig.drain()
    assert rig.states() == {"sent": 3}
    assert len(rig.arrived()) == 3


@quick
@fault("F10")
def test_database_cut_and_kill_after_the_answer_waits_for_a_person(rig: Rig) -> None:
    rig.order(3)
    worker = rig.start_worker(failpoint="before_sent:stop")
    rig.wait_until(lambda: rig.broke("before_sent"))

    rig.cluster.terminate_sessions()
    worker.kill()
    rig.start_worker()

    rig.drain()
    assert rig.states() == {"sent": 2, "unconfirmed": 1}
    assert len(rig.arrived()) == 3


@quick
@fault("F10")
def test_control_without_the_fence_a_database_cut_delivers_twice(rig: Rig) -> None:
    rig.without("fence")
    rig.order(3)
    worker = rig.start_worker(failpoint="before_sent:stop")
    rig.wait_until(lambda: rig.broke("before_sent"))

    rig.cluster.terminate_sessions()
    worker.kill()
    rig.start_worker()

    rig.drain()
    assert len(rig.verdict().twice) == 1


DROPPED = ["drop1@example.org", "drop2@example.org"]  # taken, and the line is cut before the 250
LOST = ["lose1@example.org"]  # the line is cut, and it was not taken


@quick
@fault("F18")
def test_line_cut_before_the_answer_is_repeated_by_a_person_only(rig: Rig) -> None:
    rig.order(N, addresses=[*DROPPED, *LOST, *(f"ada{n}@example.org" for n in range(N))])
    rig.start_workers()
    rig.drain()

    assert stays(rig, {"sent": N, "unconfirmed": 3}, arrived=N + 2)

    rig.send_again("invitation:1")
    rig.wait_until(lambda: rig.states() == {"sent": N + 1, "unconfirmed": 2})
    first, second = (one for one in rig.sink.records() if one["to"] == DROPPED[:1])
    assert first["sha256"] == second["sha256"]
    assert first["message_id"] == second["message_id"]


@quick
@fault("F18")
def test_control_without_the_fence_a_cut_line_delivers_twice(rig: Rig) -> None:
    rig.without("fence")
    rig.order(addresses=[*DROPPED, "ada@example.org"])

    rig.start_worker()

    rig.drain()
    assert rig.verdict().twice == ["invitation:1", "invitation:2"]
