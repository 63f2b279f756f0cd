"""A Celery broker made of files, for the embedded default.

Kombu's filesystem transport writes messages and its table of queues under their final names, so a
reader may meet half of one: messages are lost and the worker dies of the broken JSON. It also moves
a message to be read to the system's temporary folder, which on another disk is a copy that two
workers can both make. Here whatever appears is whole, and whoever renames a message has it alone.
"""

import fcntl
import logging
import os
import time
import uuid
from collections import defaultdict, deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty
from typing import Any

from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.utils.encoding import str_to_bytes
from kombu.utils.json import dumps, loads

logger = logging.getLogger(__name__)
Row = filesystem.exchange_queue_t


class Channel(filesystem.Channel):
    """Messages and tables appear whole or not at all."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.listed: defaultdict[str, deque[str]] = defaultdict(deque)
        for folder in (self.data_folder_in, self.partial_folder, self.control_folder):
            Path(folder).mkdir(parents=True, exist_ok=True)

    @property
    def partial_folder(self) -> Path:
        """For what is being written or read: beside the messages, so that a rename is atomic."""
        return Path(self.data_folder_out).parent / "partial"

    def _put(  # type: ignore[override]  # kombu's own stubs disagree
        self, queue: str, payload: Any, **kwargs: Any
    ) -> None:
        name = f"{time.time_ns():020d}_{uuid.uuid4()}.{queue}.msg"
        self._write(Path(self.data_folder_out) / name, payload)

    def _get(self, queue: str, timeout: float | None = None) -> Any:
        """The oldest message. The folder is listed again only when all that was seen is taken."""
        waiting = self.listed[queue]
        if not waiting:
            with os.scandir(self.data_folder_in) as entries:
                names = [file.name for file in entries]
            waiting.extend(sorted(n for n in names if n.partition(".")[2] == f"{queue}.msg"))
        while waiting:
            name = waiting.popleft()
            taken = self.partial_folder / name
            try:
                (Path(self.data_folder_in) / name).rename(taken)
            except FileNotFoundError:
                continue  # another worker has it
            content = taken.read_bytes()
            taken.unlink()
            try:
                return loads(content)
            except ValueError:  # a power failure can leave an empty file
                logger.warning("broker: an unreadable message was passed over: %s", name)
        raise Empty

    def _queue_bind(self, exchange: str, routing_key: str, pattern: str | None, queue: str) -> None:
        row = Row(routing_key or "", pattern or "", queue or "")
        with self._table(exchange) as rows:
            if row not in rows:
                rows.insert(0, row)

    def _delete(
        self, queue: str, exchange: str, routing_key: str, pattern: str, *args: Any, **kwargs: Any
    ) -> None:
        self._purge(queue)
        with self._table(exchange) as rows:
            rows[:] = [row for row in rows if row.queue != queue]

    @contextmanager
    def _table(self, exchange: str) -> Iterator[list[Row]]:
        """The table of one exchange, to be changed by one process at a time."""
        file: Path = self._exchange_file(exchange)  # type: ignore[attr-defined]  # not in the stubs
        with file.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            rows = self.get_table(exchange)
            before = list(rows)
            yield rows
            if rows != before:
                self._write(file, rows)

    def _write(self, path: Path, content: Any) -> None:
        partial = self.partial_folder / f"{uuid.uuid4()}.part"
        partial.write_bytes(str_to_bytes(dumps(content)))
        partial.rename(path)


class Transport(filesystem.Transport):
    """Kombu's filesystem transport with whole messages."""

    Channel = Channel
    polling_interval = 0.1

    def drain_events(self, connection: Any, timeout: float | None = None, **kwargs: Any) -> None:
        """Return to the worker twice a second, so that it soon sees that it shall end."""
        super().drain_events(connection, min(timeout or 0.5, 0.5))


def register() -> None:
    """Make the address files:// known to kombu."""
    TRANSPORT_ALIASES["files"] = "bcp.core.broker:Transport"
