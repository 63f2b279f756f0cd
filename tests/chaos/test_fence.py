"""The database cut at the fence: the worker knows that no text set out, and says so later."""

import signal

import pytest

from tests.chaos.base import LEASE_SECONDS
from tests.chaos.processes import Process
from tests.chaos.proxies import CUT, CUT_AFTER
from tests.chaos.rig import Rig

pytestmark = pytest.mark.chaos
fault = pytest.mark.fault


class Cutter:
    """Cuts the line at the first fence, and lets nobody in again until the proxy is healed."""

    def __init__(self, rig: Rig, how: str, *, stays: bool = False) -> None:
        self.rig, self.how, self.stays = rig, how, stays
        self.has_cut = False
        rig.to_database.watch = self

    def __call__(self, data: bytes) -> str | None:
        is_fence = b"handovers + 1" in data and b"PREPARE" not in data
        if self.has_cut or not (is_fence or b"EXECUTE mail_fence" in data):
            return None
        self.has_cut = True
        self.rig.to_database.refuses = self.stays
        return self.how


@fault("F10")
@pytest.mark.parametrize("how", [CUT, CUT_AFTER])
def test_database_cut_at_the_fence_delivers_once(rig: Rig, how: str) -> None:
    cutter = Cutter(rig, how)
    rig.order(3)
    rig.start_worker()

    rig.wait_until(lambda: cutter.has_cut)
    rig.drain()
    assert rig.states() == {"sent": 3}
    assert len(rig.arrived()) == 3


@fault("F10")
def test_database_away_for_longer_than_the_lease_leaves_nothing_unconfirmed(rig: Rig) -> None:
    cutter = Cutter(rig, CUT_AFTER, stays=True)
    rig.order(3)
    rig.redis.client.flushall()  # no nudge: what the poller knows it says as soon as it can
    rig.start_worker()
    rig.wait_until(lambda: cutter.has_cut)
    assert rig.holds_for(LEASE_SECONDS * 1.5, lambda: rig.arrived() == [])
    assert rig.states() == {"data_started": 1, "leased": 2}

    rig.heal()

    rig.drain()
    assert rig.states() == {"sent": 3}
    assert len(rig.arrived()) == 3


def miss_the_end_of_the_lease(rig: Rig) -> tuple[Process, Process]:
    """A worker sleeps on what it knows until others have called its mail unconfirmed."""
    cutter = Cutter(rig, CUT_AFTER, stays=True)
    rig.order(1)
    rig.redis.client.flushall()
    sleeper = rig.start_worker()
    rig.wait_until(lambda: cutter.has_cut and rig.states() == {"data_started": 1})
    sleeper.signal(signal.SIGSTOP)
    rig.heal()
    other = rig.start_worker()
    rig.wait_until(lambda: rig.states() == {"unconfirmed": 1})
    return sleeper, other


@fault("F10")
def test_mail_that_others_called_unconfirmed_is_put_back_by_who_knows(rig: Rig) -> None:
    sleeper, _ = miss_the_end_of_the_lease(rig)

    sleeper.signal(signal.SIGCONT)

    rig.wait_until(lambda: rig.states() == {"sent": 1})
    assert len(rig.arrived()) == 1


@fault("F10")
def test_mail_that_a_person_decided_about_is_not_put_back(rig: Rig) -> None:
    sleeper, _ = miss_the_end_of_the_lease(rig)
    rig.send_again("invitation:1")
    rig.wait_until(lambda: rig.states() == {"sent": 1})

    sleeper.signal(signal.SIGCONT)

    assert rig.holds_for(rig.sweeps(5), lambda: rig.states() == {"sent": 1})
    assert len(rig.arrived()) == 1


@fault("F10")
def test_control_when_nobody_knows_any_more_it_stays_unconfirmed(rig: Rig) -> None:
    sleeper, _ = miss_the_end_of_the_lease(rig)

    sleeper.kill()

    assert rig.holds_for(rig.sweeps(5), lambda: rig.states() == {"unconfirmed": 1})
    assert rig.arrived() == []
