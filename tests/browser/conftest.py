"""Browser tests: Debian's Chromium against a whole site in processes of its own."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.site import Site

# A test waits for what it expects; how long a busy machine takes is not what it asks.
expect.set_options(timeout=30_000)

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """Debian's browser; it looks for nothing outside this machine."""
    return {"executable_path": "/usr/bin/chromium", "args": FLAGS}


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """An empty site with reference data, whose mail is really delivered."""
    with Site(tmp_path_factory.mktemp("site"), demonstration=False) as running:
        yield running


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demonstration as `./run` starts it; no mail leaves."""
    with Site(tmp_path_factory.mktemp("demonstration"), demonstration=True) as running:
        yield running
