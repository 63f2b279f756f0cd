"""Bring a file into a center's directory from the command line."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from bcp.accounts.models import Center
from bcp.core.actions import Refused
from engagements.models import Sector
from stakeholders.enums import ImportState
from stakeholders.importing import batches
from stakeholders.importing.assessing import closing_line, counts_of
from stakeholders.importing.reading import open_table
from stakeholders.importing.records import MOST_BYTES
from stakeholders.importing.understanding import Draft
from stakeholders.importing.vocabulary import read_vocabulary
from stakeholders.models import ImportBatch, ImportRow

SHOWN = 20
TRIES = 5  # at comparing with a directory that others change


class Command(BaseCommand):
    help = (
        "Import organizations from a CSV or XLSX file, all or nothing. Rows already there, repeated"
        " rows and possible duplicates are counted as duplicates and not written."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--center", required=True, metavar="ID", help="number or slug")
        parser.add_argument("--sector", metavar="S", help="sector of rows that do not tell theirs")
        parser.add_argument("--dry-run", action="store_true", help="count only, write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        center = find_center(options["center"])
        sector = find_sector(options["sector"])
        content = read_file(options["file"])
        try:
            if options["dry_run"]:
                counts = self.try_out(center, sector, content, options["file"].name)
            else:
                counts = self.write(center, sector, content, options["file"].name)
        except Refused as refusal:
            raise CommandError(f"{refusal.reason} Nothing was written.") from refusal
        self.stdout.write(closing_line(counts))

    def try_out(
        self, center: Center, sector: Sector | None, content: bytes, name: str
    ) -> dict[str, int]:
        """Say what would happen."""
        table = open_table(content, name)
        words = read_vocabulary()
        matches = batches.propose_columns(table, center, words)
        mapping = {match.field: match.column for match in matches}
        self.say_mapping(mapping, table.headers)
        drafts = batches.understand(
            table, center, mapping, words, default_sector=sector.pk if sector else ""
        )
        self.say_rows(drafts)
        return counts_of(drafts)

    def write(
        self, center: Center, sector: Sector | None, content: bytes, name: str
    ) -> dict[str, int]:
        """Do it, by the same steps as the pages."""
        batch = batches.start(center, content, name, by=None)
        self.say_mapping(batch.mapping, batch.headers)
        try:
            batches.match_columns(batch, batch.mapping, by=None, default_sector=sector)
        except Refused:
            batch.delete()
            raise
        self.finish(batch)
        self.say_rows(batch.rows.filter(outcome__in=["refused", "possible"])[: SHOWN + 1])
        return batch.counts  # type: ignore[no-any-return]  # JSON of our own making

    def finish(self, batch: ImportBatch) -> None:
        """Read and write; compare again as often as somebody changed the directory meanwhile."""
        for _ in range(TRIES):
            batches.read(batch)
            if batch.state == ImportState.REFUSED:
                raise Refused(batch.problem)
            batches.request_commit(batch, by=None)
            batches.commit(batch)
            if batch.state == ImportState.DONE:
                return
        batches.discard(batch, by=None)
        raise Refused(
            "The directory was changed again and again while the file was compared. Try later."
        )

    def say_mapping(self, mapping: dict[str, int], headers: list[str]) -> None:
        """Show which column was taken for what."""
        for label, heading in batches.labelled(mapping, headers):
            self.stdout.write(f"{label}: column “{heading}”")

    def say_rows(self, rows: Any) -> None:
        """Name the rows that a person should look at."""
        shown: list[Draft | ImportRow] = [
            row for row in rows if row.outcome in {"refused", "possible"}
        ]
        for row in shown[:SHOWN]:
            where = f" of line {row.twin_line}" if row.twin_line else ""
            why = row.problem.replace("\n", " ") or f"possible duplicate{where} ({row.evidence})."
            self.stdout.write(f"Line {row.line} ({row.name or 'no name'}): {why}")
        if len(shown) > SHOWN:
            self.stdout.write("… and more; the import's page lists them all.")


def find_center(text: str) -> Center:
    """A center by its number or its slug."""
    lookup = {"pk": int(text)} if text.isdecimal() else {"slug": text}
    center = Center.objects.filter(**lookup).first()
    if center is None:
        raise CommandError(f"There is no center “{text}”.")
    return center


def find_sector(code: str | None) -> Sector | None:
    """A sector by its code."""
    if code is None:
        return None
    sector: Sector | None = Sector.objects.filter(pk=code).first()
    if sector is None:
        codes = ", ".join(Sector.objects.values_list("pk", flat=True))
        raise CommandError(f"There is no sector “{code}”. Use one of {codes}.")
    return sector


def read_file(path: Path) -> bytes:
    """The content of a file, no more than may be imported and one byte."""
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
