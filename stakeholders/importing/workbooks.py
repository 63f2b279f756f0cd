"""Workbooks that strangers made: looked at from outside, then read by a child with limits."""

import io
import json
import subprocess
import sys
import weakref
import zipfile
from collections.abc import Iterator
from itertools import count

from django.conf import settings

from bcp.core.actions import Refused
from stakeholders.importing.records import (
    MOST_COLUMNS,
    Record,
    Source,
    tidy,
    too_many_columns,
)

MOST_UNPACKED = 50 * 1024 * 1024
MOST_RATIO = 100
CHILD = [sys.executable, "-m", "stakeholders.importing.sheets"]


def check_package(content: bytes) -> None:
    """Refuse workbooks that unpack to far more than they are, before unpacking anything."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            members = package.infolist()
    except zipfile.BadZipFile as error:
        raise Refused("The workbook is damaged. Save it again.") from error
    unpacked = sum(member.file_size for member in members)
    packed = max(sum(member.compress_size for member in members), 1)
    if unpacked > MOST_UNPACKED or unpacked > MOST_RATIO * packed or len(members) > 2000:
        raise Refused(
            f"The workbook unpacks to {unpacked / 1024**2:,.0f} MB from {packed / 1024**2:.1f} MB"
            " and is refused. Save the sheet you need as CSV."
        )
    if any(".." in member.filename.split("/") or member.filename[:1] == "/" for member in members):
        raise Refused("The workbook holds a part outside its own folder and is refused.")
    if "xl/workbook.xml" not in {member.filename for member in members}:
        raise Refused("This package is not an Excel workbook. Save the list as .xlsx or as CSV.")


class SheetSource(Source):
    """The first sheet of an XLSX file, read once by a child process and only as far as asked."""

    def __init__(self, content: bytes) -> None:
        check_package(content)
        self.lines: list[bytes] = []  # as the child wrote them, for the next pass
        self.child = subprocess.Popen(  # noqa: S603 - our own module
            CHILD,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=settings.BASE_DIR,
        )
        weakref.finalize(self, end, self.child)
        try:
            self.child.stdin.write(content)  # type: ignore[union-attr]  # it is a pipe
            self.child.stdin.close()  # type: ignore[union-attr]
        except BrokenPipeError:
            pass  # it has died already; reading says so

    def rows(self) -> Iterator[Record]:
        """The rows that are not empty; the line is the row's number in the sheet."""
        for number in count():
            if number == len(self.lines):
                self.lines.append(self.child.stdout.readline())  # type: ignore[union-attr]
            if not (line := self.lines[number]).endswith(b"\n"):
                raise Refused(
                    "The workbook takes too much time or memory to read. Save the sheet you need"
                    " as CSV."
                )
            row = json.loads(line)
            if isinstance(row, dict):
                if "problem" in row:
                    raise Refused(row["problem"])
                return
            if len(row) > MOST_COLUMNS + 1:
                raise too_many_columns(row[0], len(row) - 1)
            yield Record(row[0], tidy(row[1:], row[0]))


def end(child: subprocess.Popen[bytes]) -> None:
    """Let go of the child, which may still have rows that nobody asked for."""
    child.kill()
    child.stdout.close()  # type: ignore[union-attr]  # it is a pipe
    child.wait()
