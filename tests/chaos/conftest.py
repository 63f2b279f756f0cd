"""A rig for each test; which tests run, and the judge at the end of each.

A plain `./run test` takes only the quick ones, and only where it tests on PostgreSQL.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chaos.rig import Base, Rig
from tests.chaos.services import missing

FOLDER = Path(__file__).parent
LEFT = pytest.StashKey[int]()


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "chaos_quick: of chaos, the essential ones")
    config.addinivalue_line("markers", "fault(number): which fault of docs/chaos.md it shows")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    ours = [item for item in items if item.path.is_relative_to(FOLDER)]
    for item in ours:
        item.add_marker(pytest.mark.chaos)
        item.add_marker(pytest.mark.xdist_group("chaos"))
    if is_asked_for(config):
        return
    on_postgresql = os.environ.get("DATABASE_URL", "").startswith("postgres")
    left = [
        item
        for item in ours
        if not (on_postgresql and not missing() and item.get_closest_marker("chaos_quick"))
    ]
    config.stash[LEFT] = len(left)
    config.hook.pytest_deselected(items=left)
    items[:] = [item for item in items if item not in left]


def pytest_report_collectionfinish(config: pytest.Config) -> str:
    left = config.stash.get(LEFT, 0)
    return f"chaos: {left} tests are left to ./run chaos" if left else ""


def is_asked_for(config: pytest.Config) -> bool:
    """Whether the command names these tests, by mark or by path."""
    named = (Path(str(argument).partition("::")[0]) for argument in config.args)
    return "chaos" in config.option.markexpr or any(
        path.exists() and path.resolve().is_relative_to(FOLDER) for path in named
    )


@pytest.fixture(scope="session")
def base() -> Iterator[Base]:
    if lacks := missing():
        pytest.fail(f"These tests need {lacks}.")
    base = Base()
    yield base
    base.close()


@pytest.fixture
def rig(base: Base, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Rig]:
    """A site with a fresh database; an indirect parameter sets options of its mail server."""
    rig = Rig(base, tmp_path)
    rig.set_up(**getattr(request, "param", {}))
    yield rig
    try:
        rig.check()
    finally:
        rig.tear_down()
