"""A mail server that is down, slow, picky, rude or not who it says it is."""

import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.chaos.rig import LEASE_SECONDS, Rig

N = 20
SECRET = {"user": "bcp", "password": "right"}
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


@fault("F16")
def test_greylisted_mail_is_tried_again_and_arrives_once(rig: Rig) -> None:
    rig.order(addresses=[f"grey{number}@example.org" for number in range(N)])

    rig.start_workers()

    rig.wait_until(lambda: rig.states() == {"sent": N})
    assert attempts(rig) == {2}
    assert len(rig.arrived()) == N


@fault("F17")
@fault("F19")
def test_refused_recipient_fails_alone_and_each_talk_has_one(rig: Rig) -> None:
    rig.order(addresses=["bad@example.org", *(f"ada{n}@example.org" for n in range(49))])

    rig.start_workers()

    rig.drain()
    assert rig.states() == {"failed": 1, "sent": 49}
    assert rig.row()["reply"].startswith("550 5.1.1")
    assert [len(record["to"]) for record in rig.sink.records()] == [1] * 49


@fault("F17")
def test_third_refusal_stops_mail_to_the_address(rig: Rig) -> None:
    worker = rig.start_worker()
    for time in (1, 2, 3):
        rig.order(addresses=["bad@example.org"], first=time, key=str(time))
        rig.drain()
    talks = rig.to_mail_server.seen
    worker.kill()

    rig.order(addresses=["bad@example.org"], first=4, key="4")
    rig.start_worker()

    rig.drain()
    assert rig.row("invitation:4")["problem"] == "suppressed"
    assert rig.to_mail_server.seen == talks


@fault("F20")
@pytest.mark.parametrize("rig", [SECRET], indirect=True)
def test_wrong_password_opens_the_breaker_and_uses_up_no_attempt(rig: Rig) -> None:
    rig.order(N)
    worker = rig.start_worker(USER="bcp", PASSWORD="wrong")
    rig.wait_until(lambda: relay(rig)["is_open"])
    assert relay(rig)["problem"].startswith("535")
    assert attempts(rig) == {0}
    worker.kill()

    rig.start_worker(USER="bcp", PASSWORD="right")

    rig.drain()
    assert rig.states() == {"sent": N}


@fault("F20")
def test_mail_never_leaves_in_clear_text_where_tls_is_required(rig: Rig) -> None:
    rig.order(3)
    worker = rig.start_worker(STARTTLS=True)  # which this server does not offer
    rig.wait_until(lambda: relay(rig)["is_open"])

    assert rig.arrived() == []
    assert attempts(rig) == {0}
    worker.kill()


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A certificate for this machine that nobody has reason to trust."""
    folder = tmp_path_factory.mktemp("certificate")
    files = {"certificate": folder / "certificate.pem", "key": folder / "key.pem"}
    make_certificate(**files)
    return {name: str(file) for name, file in files.items()}


def make_certificate(certificate: Path, key: Path) -> None:
    """Sign a certificate with its own key."""
    command = [
        "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
        "-subj", "/CN=sink", "-addext", "subjectAltName=IP:127.0.0.1",
        "-keyout", str(key), "-out", str(certificate),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True)


@fault("F20")
def test_certificate_that_nobody_signed_is_not_trusted(
    rig: Rig, certificate: dict[str, str]
) -> None:
    rig.sink.stop()
    rig.sink.options.update(certificate)
    rig.sink.start()
    rig.order(3)
    worker = rig.start_worker(STARTTLS=True)
    rig.wait_until(lambda: relay(rig)["is_open"])
    assert "could not be encrypted" in relay(rig)["problem"]
    assert rig.arrived() == []
    assert attempts(rig) == {0}
    worker.kill()

    rig.start_worker(STARTTLS=True, CA_FILE=certificate["certificate"])

    rig.drain()
    assert rig.states() == {"sent": 3}
