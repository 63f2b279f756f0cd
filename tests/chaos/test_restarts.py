"""Deployments, two schedulers, a scheduler that was down, and a power cut."""

import pytest

from tests.chaos.rig import Rig

N = 400
pytestmark = pytest.mark.chaos
fault = pytest.mark.fault


@fault("F30")
def test_rolling_restarts_leave_nothing_unconfirmed(rig: Rig) -> None:
    rig.order(N)
    workers = rig.start_workers()

    for times in (1, 2, 3, 4, 5):
        rig.wait_until(lambda part=times: len(rig.arrived()) >= part * 60)
        oldest = workers.pop(0)
        oldest.terminate()
        oldest.wait()
        workers.append(rig.start_worker())

    rig.drain()
    assert rig.states() == {"sent": N}
    assert len(rig.arrived()) == N


@fault("F33")
@fault("F34")
def test_two_late_schedulers_send_the_latest_reminder_once(rig: Rig) -> None:
    rig.act("plan", people=5, days=10, reminder_days=[30, 21, 14], invited_days_ago=40)
    rig.start_workers()

    for _ in (1, 2):
        rig.start("scheduler")

    rig.wait_until(lambda: rig.states() == {"sent": 5})
    assert rig.holds_for(3, lambda: rig.states() == {"sent": 5})
    assert len(set(rig.arrived())) == len(rig.arrived()) == 5


@fault("F33")
def test_ledger_refuses_the_reminders_of_a_scheduler_that_forgot(rig: Rig) -> None:
    rig.act("plan", people=5, days=10, reminder_days=[14], invited_days_ago=40)
    rig.start_worker()
    rig.start("scheduler")
    rig.wait_until(lambda: rig.states() == {"sent": 5})

    rig.cluster.rows("DELETE FROM roundtables_reminderround")
    rig.cluster.rows("DELETE FROM roundtables_sending")

    rig.wait_until(lambda: rig.cluster.rows("SELECT id FROM roundtables_reminderround"))
    rig.drain()
    assert rig.states() == {"sent": 5}
    assert len(rig.arrived()) == 5


@fault("F34")
def test_late_scheduler_reminds_nobody_of_what_is_over(rig: Rig) -> None:
    rig.act("plan", people=5, days=-1, reminder_days=[14], invited_days_ago=40)
    rig.act("plan", people=1, days=10, reminder_days=[14], invited_days_ago=40)
    rig.start_worker()

    rig.start("scheduler")

    rig.wait_until(lambda: rig.states() == {"sent": 1})
    assert rig.holds_for(2, lambda: rig.states() == {"sent": 1})


@fault("F40")
def test_power_cut_of_everything_at_once_doubles_nothing(rig: Rig) -> None:
    rig.order(N)
    rig.start_workers()
    rig.start("scheduler")
    rig.wait_until(lambda: len(rig.arrived()) >= N / 4)

    rig.cluster.kill()
    for process in rig.processes:
        process.kill()
    rig.redis.kill()
    rig.cluster.start()
    rig.redis.start()
    rig.start_workers()

    rig.drain()
    states = rig.states()
    unconfirmed = states.pop("unconfirmed", 0)
    assert states == {"sent": N - unconfirmed}
    assert unconfirmed <= 4  # two workers, each with a child that also delivers
    assert N - unconfirmed <= len(rig.arrived()) <= N
