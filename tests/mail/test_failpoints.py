"""Failpoints and switches of guards are for tests: a real site has none."""

import os
import subprocess
import sys

import pytest

from bcp.mail import failpoints


def test_failpoints_are_off_without_chaos() -> None:
    assert failpoints.parsed({"FAILPOINT": "after_250:kill9"}) == {}
    assert failpoints.ACTIVE == {}


def test_failpoints_are_named_with_action_and_count() -> None:
    environment = {"CHAOS": "1", "FAILPOINT": "mail.after_250:kill9@3, mid_data:sleep=0.5"}

    assert failpoints.parsed(environment) == {
        "after_250": ("kill9", 3),
        "mid_data": ("sleep=0.5", 0),
    }


def test_failpoint_with_a_wrong_name_is_refused() -> None:
    with pytest.raises(ValueError, match="no failpoint"):
        failpoints.parsed({"CHAOS": "1", "FAILPOINT": "after_lunch:kill9"})


def test_no_guard_is_left_out_without_chaos() -> None:
    assert failpoints.left_out({"GUARDS_OFF": "fence"}) == set()
    assert not failpoints.OFF


def test_guard_with_a_wrong_name_is_refused() -> None:
    with pytest.raises(ValueError, match="no guard"):
        failpoints.left_out({"CHAOS": "1", "GUARDS_OFF": "fences"})


def start_production(**environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "import bcp.settings.production"],
        env={**os.environ, "SITE_URL": "https://bcp.example.org", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    "asked", [{"CHAOS": "1"}, {"CHAOS": "1", "GUARDS_OFF": "fence"}, {"FAILPOINT": "after_250"}]
)
def test_production_does_not_start_with_failpoints(asked: dict[str, str]) -> None:
    said = start_production(**asked)

    assert said.returncode == 1
    assert "Failpoints are for tests" in said.stderr


def test_production_starts_without_them() -> None:
    assert start_production().returncode == 0
