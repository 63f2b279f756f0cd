"""Read delivery reports."""

import mailbox
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from bcp.mail.bounces import Outcome, take_report


class Command(BaseCommand):
    """Read reports about mails that came back.

    As a pipe, one report on the standard input (Postfix: "|manage.py read_bounces" in an alias);
    with --mailbox all of a mailbox, which is not changed: a report read twice changes nothing.
    """

    help = "Read delivery reports (RFC 3464) from the standard input or from a mailbox."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where the reports are."""
        parser.add_argument("--mailbox", type=Path, help="an mbox file or a Maildir folder")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read them all and say what they did."""
        counts: Counter[Outcome] = Counter()
        for octets in reports(options["mailbox"]):
            counts[take_report(octets)] += 1
        self.stdout.write(", ".join(f"{one.value} {counts[one]}" for one in Outcome))


def reports(path: Path | None) -> Iterator[bytes]:
    """The returned mails, one after the other."""
    if path is None:
        yield sys.stdin.buffer.read()
        return
    if not path.exists():
        raise CommandError(f"There is no mailbox at {path}.")
    box: mailbox.Mailbox[Any] = (
        mailbox.Maildir(path, create=False) if path.is_dir() else mailbox.mbox(path, create=False)
    )
    with closing(box):
        for key in box.iterkeys():
            yield box.get_bytes(key)
