"""A database that is down, slow or locked, for workers and for the web."""

import threading
import time

import pytest

from tests.chaos.rig import Rig
from tests.chaos.visits import Answer

N = 300
DOWN_SECONDS = 8  # the workers' patience does not depend on how long it lasts
PAGE_SECONDS = 2.0
LOCK_SECONDS = 3.0  # lock_timeout of bcp/settings/base.py
pytestmark = pytest.mark.chaos
fault = pytest.mark.fault


@fault("F11")
def test_workers_come_back_by_themselves_when_the_database_does(rig: Rig) -> None:
    rig.order(N)
    rig.start_workers()
    rig.wait_until(lambda: len(rig.arrived()) >= N / 4)

    rig.cluster.stop_immediately()
    still = len(rig.arrived())
    rig.holds_for(DOWN_SECONDS, lambda: True)
    assert len(rig.arrived()) <= still + 4  # a text that had set out may end; no other sets out
    rig.cluster.start()

    rig.drain()
    states = rig.states()
    unconfirmed = states.pop("unconfirmed", 0)
    assert states == {"sent": N - unconfirmed}
    assert unconfirmed <= 4


@fault("F11")
def test_web_says_503_while_the_database_is_down(rig: Rig) -> None:
    done = rig.act("plan", people=1, invited_days_ago=1)
    rig.start_web()
    path = f"/r/{done['tokens'][0]}"
    assert rig.visit(path).status == 200
    assert rig.visit("/readyz").status == 200
    rig.cluster.stop_immediately()

    began = time.monotonic()
    answer = rig.visit(path)
    seconds = time.monotonic() - began

    assert (answer.status, answer.headers["Retry-After"]) == (503, "30")
    assert seconds < PAGE_SECONDS
    assert rig.visit("/healthz").status == 200
    assert rig.visit("/readyz").status == 503
    rig.cluster.start()
    rig.wait_until(lambda: rig.visit(path).status == 200)


@fault("F12")
def test_locked_table_is_not_waited_for_and_leaves_no_half_work(rig: Rig) -> None:
    done = rig.act("plan", people=1, invited_days_ago=1)
    rig.start_web()
    path = f"/r/{done['tokens'][0]}"
    form = {"answer": "yes", "key": key_in(rig.visit(path))}
    holder = rig.cluster.session()
    with holder.cursor() as cursor:
        cursor.execute("BEGIN; LOCK TABLE roundtables_invitation IN ACCESS EXCLUSIVE MODE")

        began = time.monotonic()
        answer = rig.visit(path, form=form)
        seconds = time.monotonic() - began

        cursor.execute("ROLLBACK")
    holder.close()
    assert answer.status == 503
    assert LOCK_SECONDS - 0.5 < seconds < LOCK_SECONDS + 5
    rows = rig.cluster.rows("SELECT rsvp FROM roundtables_invitation")
    assert rows == [{"rsvp": "none"}]
    assert rig.visit(path, form=form).status == 303


def key_in(page: Answer) -> str:
    """The key of the form on a personal page."""
    return page.text.partition('name="key" value="')[2].partition('"')[0]


@fault("F12")
@pytest.mark.parametrize("rig", [{"slow_seconds": 5}], indirect=True)
def test_no_transaction_stays_open_while_the_mail_server_is_slow(rig: Rig) -> None:
    rig.order(addresses=["slow1@example.org", "tarpit1@example.org"])
    rig.start_workers()
    rig.wait_until(lambda: rig.arrived() == ["slow1@example.org"])

    idle = "SELECT pid FROM pg_stat_activity WHERE datname = 'site' AND xact_start < now() - %s"
    second = "1 second"
    assert rig.holds_for(4, lambda: not rig.cluster.rows(f"{idle}::interval", [second]))

    rig.drain()
    assert rig.states() == {"sent": 2}


@fault("F12")
def test_slow_database_delays_and_loses_nothing(rig: Rig) -> None:
    rig.to_database.delay = 0.05
    rig.order(N // 10)

    rig.start_workers()

    rig.drain(patience=120)
    assert rig.states() == {"sent": N // 10}


@fault("F11")
def test_database_cut_again_and_again_doubles_nothing(rig: Rig) -> None:
    rig.order(N)
    rig.start_workers()
    stopped = threading.Event()

    def cut() -> None:
        while not stopped.wait(0.4):
            rig.to_database.cut()

    cutter = threading.Thread(target=cut, daemon=True)
    cutter.start()
    rig.wait_until(lambda: len(rig.arrived()) >= N * 0.8, patience=120)
    stopped.set()
    cutter.join()

    rig.drain()
    states = rig.states()
    unconfirmed = states.pop("unconfirmed", 0)
    assert states == {"sent": N - unconfirmed}
    assert unconfirmed <= 10  # the database did not come back within the lease
