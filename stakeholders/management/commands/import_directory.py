"""Load a published list of organizations into the public directory."""

import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from bcp.core.actions import Refused
from stakeholders.importing.assessing import closing_line
from stakeholders.importing.batches import labelled
from stakeholders.importing.columns import propose
from stakeholders.importing.public import import_public
from stakeholders.importing.reading import open_table
from stakeholders.importing.vocabulary import read_vocabulary
from stakeholders.management.commands.import_organizations import find_sector, read_file

SHOWN = 20


class Command(BaseCommand):
    help = "Load organizations that no center owns yet, from a published list."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--sector", required=True, metavar="S")
        parser.add_argument(
            "--source", required=True, metavar="TEXT", help="who published the list"
        )
        parser.add_argument("--as-of", required=True, metavar="DATE", help="YYYY-MM-DD")
        parser.add_argument("--dry-run", action="store_true", help="count only, write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        sector = find_sector(options["sector"])
        try:
            as_of = datetime.date.fromisoformat(options["as_of"])
        except ValueError as error:
            raise CommandError("Write the date as YYYY-MM-DD.") from error
        try:
            table = open_table(read_file(options["file"]), options["file"].name)
            matches = propose(table.headers, table.samples(), read_vocabulary())
            mapping = {match.field: match.column for match in matches}
            for label, heading in labelled(mapping, table.headers):
                self.stdout.write(f"{label}: column “{heading}”")
            drafts, counts = import_public(
                table,
                mapping,
                sector=sector.pk if sector else "",
                source=options["source"][:160],
                as_of=as_of,
                is_trial=options["dry_run"],
            )
        except Refused as refusal:
            raise CommandError(f"{refusal.reason} Nothing was written.") from refusal
        for draft in [draft for draft in drafts if draft.problem][:SHOWN]:
            faults = draft.problem.replace("\n", " ")
            self.stdout.write(f"Line {draft.line} ({draft.name or 'no name'}): {faults}")
        self.stdout.write(closing_line(counts))
