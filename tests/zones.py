"""Zone data of our own: a machine on which the rules of a zone are other ones from now on."""

import struct
import zoneinfo
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

SUMMER_TIME = "MST7MDT,M3.2.0,M11.1.0"  # Denver as it is
NO_SUMMER_TIME = "MST7"
ALWAYS_SUMMER_TIME = "MDT6"


def write_zone(folder: Path, name: str, rule: str) -> None:
    """Put a zone file (RFC 9636) that knows only one rule, and has followed it for ever.

    It replaces the one before as an update does: another file under the same name.
    """
    offset, abbreviation = -int(rule[3]) * 3600, rule[:3].encode() + b"\0"
    block = struct.pack(">4s1s15x6l", b"TZif", b"2", 0, 0, 0, 0, 1, len(abbreviation))
    block += struct.pack(">lbb", offset, 0, 0) + abbreviation
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_suffix(".new")
    new.write_bytes(block + block + f"\n{rule}\n".encode())
    new.replace(path)


@contextmanager
def zone_data(folder: Path) -> Iterator[Callable[[str, str], None]]:
    """Give the machine zone files of ours before its own; call what it gives with zone and rule."""
    machines = zoneinfo.TZPATH
    zoneinfo.reset_tzpath([str(folder), *machines])
    try:
        yield lambda name, rule: write_zone(folder, name, rule)
    finally:
        zoneinfo.reset_tzpath(machines)
        zoneinfo.ZoneInfo.clear_cache()
