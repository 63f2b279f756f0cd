"""What a GET may not do: change rows."""

import re
from collections.abc import Callable
from typing import Any

# At the beginning of a statement or after a WITH; the last alternative is a statement that
# roundtables.models.statements has prepared, named after what it does.
WRITES = re.compile(
    r"""(?:^|;|\bAS\s*\(|\))\s*
    (?:(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM|REPLACE\s+INTO)\s+"?(\w+)|EXECUTE\s+write_(\w+)_\d+)""",
    re.I | re.X,
)
ALLOWED_TABLES = {"django_session", "audit_opening"}


def written_by(sql: str) -> list[str]:
    """The tables that one statement, or several in one message, would write to."""
    return [table or prepared for table, prepared in WRITES.findall(sql)]


class ReadOnly:
    """A database wrapper that refuses writes and remembers what it refused."""

    def __init__(self) -> None:
        self.written: list[str] = []

    def __call__(self, execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if set(written_by(sql)) - ALLOWED_TABLES:
            self.written.append(sql)
            raise AssertionError(f"A GET wrote: {sql}")
        return execute(sql, *rest)
