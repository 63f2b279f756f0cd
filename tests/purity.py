"""What a GET may not do: change rows."""

import re
from collections.abc import Callable
from typing import Any

WRITES = re.compile(r'\s*(INSERT\s+INTO|UPDATE|DELETE\s+FROM|REPLACE\s+INTO)\s+"?(\w+)', re.I)
ALLOWED_TABLES = {"django_session", "audit_opening"}


class ReadOnly:
    """A database wrapper that refuses writes and remembers what it refused."""

    def __init__(self) -> None:
        self.written: list[str] = []

    def __call__(self, execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        match = WRITES.match(sql)
        if match and match[2] not in ALLOWED_TABLES:
            self.written.append(sql)
            raise AssertionError(f"A GET wrote: {sql}")
        return execute(sql, *rest)
