"""A database that is down, slow or locked, for workers and for the web."""

import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from tests.chaos.rig import Rig
from tests.chaos.visits import Answer

N = 300
DOWN_SECONDS = 60
CUTS = 20
PAGE_SECONDS = 2.0
LOCK_SECONDS = 3.0  # lock_timeout of bcp/settings/environment.py
pytestmark = pytest.mark.chaos
fault = pytest.mark.fault


def start_site(rig: Rig) -> str:
    """A web with somebody who was invited; the path of their page."""
    done = rig.act("plan", people=1, invited_days_ago=1)
    rig.start_web()
    path = f"/r/{done['tokens'][0]}"
    assert rig.visit(path).status == 200
    assert rig.visit("/readyz").status == 200
    return path


def require_calm(rig: Rig, path: str) -> None:
    """What the web says while the database is down, and how soon."""
    began = time.monotonic()
    answer = rig.visit(path)
    seconds = time.monotonic() - began
    assert (answer.status, answer.headers["Retry-After"]) == (503, "30")
    assert seconds < PAGE_SECONDS
    assert rig.visit("/healthz").status == 200
    assert rig.visit("/readyz").status == 503


@fault("F11")
def test_database_down_for_a_minute_is_waited_for_and_all_goes_on_by_itself(rig: Rig) -> None:
    path = start_site(rig)
    rig.order(N)
    rig.start_workers()
    rig.wait_until(lambda: len(rig.arrived()) >= N / 4)

    rig.cluster.stop_immediately()
    up_again = time.monotonic() + DOWN_SECONDS
    still = len(rig.arrived())
    while time.monotonic() < up_again:
        require_calm(rig, path)
        assert len(rig.arrived()) <= still + 4  # a text that had set out may end; no other sets out
        time.sleep(0.5)
    rig.cluster.start()

    rig.wait_until(lambda: rig.visit(path).status == rig.visit("/readyz").status == 200)
    rig.drain()
    states = rig.states()
    unconfirmed = states.pop("unconfirmed", 0)
    assert states == {"sent": N - unconfirmed}
    assert unconfirmed <= 4


@fault("F11")
@pytest.mark.parametrize("rig", [{"delay": 0.02}], indirect=True)
def test_control_without_the_poller_nobody_goes_on(rig: Rig) -> None:
    rig.without("poller")
    rig.order(N)
    rig.start_worker()
    rig.wait_until(rig.arrived)

    rig.cluster.stop_immediately()
    rig.cluster.start()

    assert rig.holds_for(rig.sweeps(5), lambda: rig.states()["leased"] > 0)
    assert len(rig.arrived()) < N


@fault("F11")
def test_control_without_the_calm_page_it_is_an_error_like_any_other(rig: Rig) -> None:
    rig.without("calm page")
    path = start_site(rig)
    rig.cluster.stop_immediately()

    answer = rig.visit(path)

    rig.cluster.start()
    assert answer.status == 500
    assert "Retry-After" not in answer.headers


@fault("F12")
def test_locked_table_is_not_waited_for_and_leaves_no_half_work(rig: Rig) -> None:
    path = start_site(rig)
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


@fault("F12")
def test_control_without_the_lock_limit_the_page_hangs(rig: Rig) -> None:
    rig.without("lock limit")
    path = start_site(rig)
    form = {"answer": "yes", "key": key_in(rig.visit(path))}
    holder = rig.cluster.session()
    with holder.cursor() as cursor, ThreadPoolExecutor(1) as pool:
        cursor.execute("BEGIN; LOCK TABLE roundtables_invitation IN ACCESS EXCLUSIVE MODE")

        answer = pool.submit(partial(rig.visit, path, form=form))

        assert rig.holds_for(LOCK_SECONDS + 2, lambda: not answer.done())
        cursor.execute("ROLLBACK")
    holder.close()


def key_in(page: Answer) -> str:
    """The key of the form on a personal page."""
    return page.text.partition('name="key" value="')[2].partition('"')[0]


OPEN_TRANSACTIONS = """
    SELECT pid FROM pg_stat_activity
    WHERE datname = 'site' AND xact_start < clock_timestamp() - interval '1 second'"""


def send_to_slow_servers(rig: Rig) -> None:
    """Two mails are handed over, and the answers take their time."""
    rig.order(addresses=["slow1@example.org", "tarpit1@example.org"])
    rig.start_workers()
    rig.wait_until(lambda: rig.arrived() == ["slow1@example.org"])


@fault("F12")
@pytest.mark.parametrize("rig", [{"slow_seconds": 5}], indirect=True)
def test_no_transaction_stays_open_while_the_mail_server_is_slow(rig: Rig) -> None:
    send_to_slow_servers(rig)

    assert rig.holds_for(4, lambda: not rig.cluster.rows(OPEN_TRANSACTIONS))

    rig.drain()
    assert rig.states() == {"sent": 2}


@fault("F12")
@pytest.mark.parametrize("rig", [{"slow_seconds": 5}], indirect=True)
def test_control_mail_handed_over_in_a_transaction_keeps_it_open(rig: Rig) -> None:
    rig.without("short transactions")

    send_to_slow_servers(rig)

    rig.wait_until(lambda: rig.cluster.rows(OPEN_TRANSACTIONS))


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

    for times in range(1, CUTS + 1):
        rig.wait_until(lambda part=times: len(rig.arrived()) >= part * N * 0.8 / CUTS)
        rig.to_database.cut()

    rig.drain()
    states = rig.states()
    unconfirmed = states.pop("unconfirmed", 0)
    assert states == {"sent": N - unconfirmed}
    assert unconfirmed <= 4
