"""Redis flushed, down, hung and restarted: it only nudges, so mail goes out all the same."""

import signal
import time

import pytest

from tests.chaos.rig import ActFailed, Rig

N = 60
PAGE_SECONDS = 2.0  # within which the Send page answers
pytestmark = pytest.mark.chaos
quick = pytest.mark.chaos_quick
fault = pytest.mark.fault


def is_consumed(rig: Rig) -> bool:
    """Whether a worker listens to the broker."""
    return any("brpop" in one["cmd"] for one in rig.redis.client.client_list())


@quick
@fault("F4")
def test_flushed_broker_loses_nothing(rig: Rig) -> None:
    rig.order(N)
    rig.start_workers()
    rig.wait_until(lambda: len(rig.arrived()) >= N * 0.3)

    rig.redis.client.flushall()

    rig.drain()
    assert rig.states() == {"sent": N}


@quick
@fault("F4")
def test_control_without_the_poller_a_flushed_broker_loses_mail(rig: Rig) -> None:
    rig.without("poller")
    rig.order(3)
    rig.redis.client.flushall()
    rig.start_worker()
    rig.wait_until(lambda: is_consumed(rig))

    assert rig.holds_for(rig.sweeps(5), lambda: rig.states() == {"queued": 3})

    rig.act("nudge")  # the worker is well; it only does not know
    rig.wait_until(lambda: rig.states() == {"sent": 3})


@fault("F5")
def test_mail_is_sent_while_the_broker_is_down(rig: Rig) -> None:
    rig.start_worker()
    rig.wait_until(lambda: is_consumed(rig))
    rig.redis.kill()

    done = rig.order(N)
    rig.start_worker()

    assert done["seconds"] < PAGE_SECONDS
    rig.drain()
    assert rig.states() == {"sent": N}
    assert rig.redis.process is None


def order_with_hung_broker(rig: Rig) -> float:
    """Send while Redis accepts connections and says nothing; how long the person waited."""
    rig.start_worker()
    rig.wait_until(lambda: is_consumed(rig))
    rig.redis.signal(signal.SIGSTOP)
    began = time.monotonic()
    try:
        seconds: float = rig.order(3)["seconds"]
    except ActFailed:
        seconds = time.monotonic() - began
    return seconds


@fault("F6")
def test_mail_is_sent_while_the_broker_hangs(rig: Rig) -> None:
    assert order_with_hung_broker(rig) < PAGE_SECONDS

    rig.drain()
    assert rig.states() == {"sent": 3}

    rig.redis.signal(signal.SIGCONT)
    rig.act("nudge")
    rig.wait_until(lambda: is_consumed(rig) and rig.redis.client.llen("mail") == 0)


@fault("F6")
def test_control_a_nudge_by_the_page_itself_hangs_with_the_broker(rig: Rig) -> None:
    rig.without("nudge")

    seconds = order_with_hung_broker(rig)

    rig.redis.signal(signal.SIGCONT)
    assert seconds > PAGE_SECONDS


@fault("F7")
def test_workers_return_to_a_broker_that_was_restarted(rig: Rig) -> None:
    rig.order(5 * N)
    rig.start_workers()

    for times in (1, 2, 3):
        rig.wait_until(lambda part=times: len(rig.arrived()) >= part * N)
        rig.redis.restart()

    rig.drain()
    assert rig.states() == {"sent": 5 * N}
    rig.act("nudge")
    rig.wait_until(lambda: is_consumed(rig) and rig.redis.client.llen("mail") == 0)


@fault("F7")
def test_control_without_the_poller_a_restarted_broker_loses_mail(rig: Rig) -> None:
    rig.without("poller")
    rig.order(3)
    rig.redis.restart()
    rig.start_worker()
    rig.wait_until(lambda: is_consumed(rig))

    assert rig.holds_for(rig.sweeps(5), lambda: rig.states() == {"queued": 3})
