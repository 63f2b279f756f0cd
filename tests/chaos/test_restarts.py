"""Deployments, two schedulers, a scheduler that was down, and a power cut."""

import pytest

from tests.chaos.rig import Rig

N = 400
DEPLOYED = 2000  # mails that are on their way during deployments
pytestmark = pytest.mark.chaos
fault = pytest.mark.fault


@fault("F30")
def test_rolling_restarts_leave_nothing_unconfirmed(rig: Rig) -> None:
    rig.order(DEPLOYED)
    workers = rig.start_workers()

    for times in (1, 2, 3, 4, 5):
        rig.wait_until(lambda part=times: len(rig.arrived()) >= part * DEPLOYED / 6)
        oldest = workers.pop(0)
        oldest.terminate()
        oldest.wait()
        workers.append(rig.start_worker())

    rig.drain()
    assert rig.states() == {"sent": DEPLOYED}
    assert len(set(rig.arrived())) == len(rig.arrived()) == DEPLOYED


def restart_in_the_middle(rig: Rig) -> None:
    """A worker is asked to end while the mail server takes its time with a mail."""
    rig.order(addresses=["slow1@example.org"])
    rig.redis.client.flushall()  # the poller's own look takes the mail
    worker = rig.start_worker()
    rig.wait_until(rig.arrived)
    worker.terminate()
    worker.wait()
    rig.start_worker()


@fault("F30")
def test_worker_that_is_asked_to_end_waits_for_the_mail_in_its_hand(rig: Rig) -> None:
    restart_in_the_middle(rig)

    rig.wait_until(lambda: rig.states() == {"sent": 1})


@fault("F30")
def test_control_without_the_farewell_that_mail_is_unconfirmed(rig: Rig) -> None:
    rig.without("farewell")

    restart_in_the_middle(rig)

    rig.wait_until(lambda: rig.states() == {"unconfirmed": 1})


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


def remind_and_forget(rig: Rig) -> None:
    """Reminders are sent, and nothing is left of the scheduler's own books."""
    rig.act("plan", people=5, days=10, reminder_days=[14], invited_days_ago=40)
    rig.start_worker()
    scheduler = rig.start("scheduler")
    rig.wait_until(lambda: rig.states() == {"sent": 5})
    scheduler.kill()
    rig.cluster.rows("DELETE FROM roundtables_reminderround")
    rig.cluster.rows("DELETE FROM roundtables_sending")


@fault("F33")
def test_ledger_refuses_the_reminders_of_a_scheduler_that_forgot(rig: Rig) -> None:
    remind_and_forget(rig)

    rig.start("scheduler")

    rig.wait_until(lambda: rig.cluster.rows("SELECT id FROM roundtables_reminderround"))
    rig.drain()
    assert rig.states() == {"sent": 5}
    assert len(rig.arrived()) == 5


@fault("F33")
def test_control_without_the_ledgers_rows_each_reminder_comes_twice(rig: Rig) -> None:
    remind_and_forget(rig)
    rig.cluster.rows("UPDATE mail_outgoingmail SET about = 'forgotten:' || id")

    rig.start("scheduler")

    rig.wait_until(lambda: len(rig.arrived()) == 10)
    assert len(set(rig.arrived())) == 5


@fault("F34")
def test_control_without_the_choice_each_missed_reminder_is_made_up_for(rig: Rig) -> None:
    rig.without("latest step")
    rig.act("plan", people=5, days=10, reminder_days=[30, 21, 14], invited_days_ago=40)
    rig.start_worker()

    rig.start("scheduler")

    rig.wait_until(lambda: len(rig.arrived()) == 15)
    assert len(set(rig.arrived())) == 5


@fault("F34")
def test_late_scheduler_reminds_nobody_of_what_is_over(rig: Rig) -> None:
    rig.act("plan", people=5, days=-1, reminder_days=[14], invited_days_ago=40)
    rig.act("plan", people=1, days=10, reminder_days=[14], invited_days_ago=40)
    rig.start_worker()

    rig.start("scheduler")

    rig.wait_until(lambda: rig.states() == {"sent": 1})
    assert rig.holds_for(2, lambda: rig.states() == {"sent": 1})


def cut_power(rig: Rig) -> None:
    """kill -9 of everything at once; the servers come back."""
    rig.cluster.kill()
    for process in rig.processes:
        process.kill()
    rig.redis.kill()
    rig.cluster.start()
    rig.redis.start()


@fault("F40")
def test_power_cut_of_everything_at_once_doubles_nothing(rig: Rig) -> None:
    rig.order(N)
    rig.start_workers()
    rig.start("scheduler")
    rig.wait_until(lambda: len(rig.arrived()) >= N / 4)

    cut_power(rig)
    rig.start_workers()

    rig.drain()
    states = rig.states()
    unconfirmed = states.pop("unconfirmed", 0)
    assert states == {"sent": N - unconfirmed}
    assert unconfirmed <= 4  # two workers, each with a child that also delivers
    assert N - unconfirmed <= len(rig.arrived()) <= N


@fault("F40")
def test_control_without_the_fence_a_power_cut_delivers_twice(rig: Rig) -> None:
    rig.without("fence")
    rig.order(3)
    rig.start_worker(failpoint="before_sent:stop")
    rig.wait_until(lambda: rig.broke("before_sent"))

    cut_power(rig)
    rig.start_worker()

    rig.drain()
    assert len(rig.verdict().twice) == 1
