"""Which fault is shown by which test: python -m tests.chaos.listing"""

import re
import sys
from collections import defaultdict
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent


class Listener:
    """A pytest plugin that remembers what was collected."""

    def __init__(self) -> None:
        self.tests: defaultdict[str, set[str]] = defaultdict(set)

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Sort the tests by fault."""
        for item in session.items:
            for mark in item.iter_markers("fault"):
                name = item.name.partition("[")[0]
                self.tests[mark.args[0]].add(f"{item.path.name}::{name}")


def main() -> int:
    """Print fault and test, one a line."""
    listener = Listener()
    with redirect_stdout(StringIO()):
        status = pytest.main([str(FOLDER), "-m", "chaos", "--collect-only"], plugins=[listener])
    for fault in sorted(listener.tests, key=lambda one: int(re.sub(r"\D", "", one))):
        for name in sorted(listener.tests[fault]):
            sys.stdout.write(f"{fault:<5}{name}\n")
    return int(status)


if __name__ == "__main__":
    sys.exit(main())
