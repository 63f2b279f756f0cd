"""A mail server that does not let us in, or is not who it says it is."""

import subprocess
from pathlib import Path

import pytest

from tests.chaos.rig import Rig
from tests.chaos.test_mail_server import attempts, relay

N = 20
SECRET = {"user": "bcp", "password": "right"}
pytestmark = pytest.mark.chaos
fault = pytest.mark.fault


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


@fault("F20")
@pytest.mark.parametrize("rig", [SECRET], indirect=True)
def test_control_where_a_wrong_password_is_the_mails_own_they_fail(rig: Rig) -> None:
    rig.without("trouble")
    rig.order(3)

    rig.start_worker(USER="bcp", PASSWORD="wrong")

    rig.wait_until(lambda: rig.states() == {"failed": 3})


@fault("F20")
def test_control_where_tls_is_not_required_mail_leaves_in_clear_text(rig: Rig) -> None:
    rig.order(3)

    rig.start_worker(STARTTLS=False)

    rig.wait_until(lambda: len(rig.arrived()) == 3)


@fault("F20")
def test_control_where_any_certificate_will_do_a_stranger_gets_the_mail(
    rig: Rig, certificate: dict[str, str]
) -> None:
    rig.without("trust")
    rig.sink.stop()
    rig.sink.options.update(certificate)
    rig.sink.start()
    rig.order(3)

    rig.start_worker(STARTTLS=True)

    rig.wait_until(lambda: len(rig.arrived()) == 3)
