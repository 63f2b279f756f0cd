"""An older backup is restored: what was sent since must not be sent again."""

import subprocess
from pathlib import Path

import pytest

from tests.chaos.rig import Rig
from tests.chaos.services import launched

BEFORE, AFTER = 5, 45
pytestmark = pytest.mark.chaos
fault = pytest.mark.fault


def run(rig: Rig, program: str, *arguments: str, folder: Path) -> None:
    """One of PostgreSQL's own programs."""
    own = ["-h", "127.0.0.1", "-p", str(rig.cluster.port), "-U", "postgres"]
    command = launched(rig.cluster.programs / program, *own, *arguments)
    subprocess.run(command, check=True, cwd=folder, capture_output=True)


def send_after_backup_and_restore(rig: Rig) -> None:
    """Back up with most mails still waiting, send them all, restore, start a worker."""
    rig.order(BEFORE)
    worker = rig.start_worker()
    rig.drain()
    worker.kill()
    rig.order(AFTER, first=BEFORE + 1, key="second")
    run(rig, "pg_dump", "-Fc", "-f", "backup", "site", folder=rig.folder)
    worker = rig.start_worker()
    rig.drain()
    worker.kill()
    assert len(rig.arrived()) == BEFORE + AFTER
    rig.forgotten = set(rig.ordered[BEFORE:])

    rig.cluster.rows("DROP DATABASE site WITH (FORCE)", database="postgres")
    rig.cluster.rows("CREATE DATABASE site", database="postgres")
    run(rig, "pg_restore", "-d", "site", "backup", folder=rig.folder)
    rig.start_worker()


@fault("F35")
def test_restored_backup_sends_nothing_again(rig: Rig) -> None:
    send_after_backup_and_restore(rig)

    held = {"sent": BEFORE, "held": AFTER}
    rig.wait_until(lambda: rig.states() == held)
    assert rig.holds_for(rig.sweeps(3), lambda: len(rig.arrived()) == BEFORE + AFTER)

    rig.order(1, first=100, key="new")  # not even what is new, until somebody has looked
    assert rig.holds_for(rig.sweeps(3), lambda: len(rig.arrived()) == BEFORE + AFTER)

    rig.act("resume", sends_held=False)
    rig.wait_until(lambda: rig.states() == {"sent": BEFORE + 1, "cancelled": AFTER})
    assert len(rig.arrived()) == BEFORE + AFTER + 1


@fault("F35")
def test_control_without_the_epoch_a_restored_backup_sends_again(rig: Rig) -> None:
    rig.without("epoch")

    send_after_backup_and_restore(rig)

    rig.drain()
    assert len(rig.verdict().twice) == AFTER
