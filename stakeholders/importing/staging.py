"""Understood rows into the table where they wait, and from there into the directory: set by set.

PostgreSQL takes the rows by COPY, SQLite by executemany; the rest is the same SQL on both.
"""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from io import StringIO, TextIOBase
from itertools import islice
from operator import attrgetter
from typing import Any

from django.db import connection
from django.utils import timezone

from stakeholders.importing.deciding import Pairing
from stakeholders.importing.understanding import Draft
from stakeholders.models import ImportBatch, ImportRow, Organization
from stakeholders.models.organizations import NEVER, SOME_DAY

# column of the staging table -> attribute of the draft
FACTS = {
    "name": "name",
    "sector_id": "sector",
    "subtype_id": "subtype",
    "infrastructure_sector_id": "infrastructure_sector",
    "level": "level",
    "address": "address",
    "city": "city",
    "county": "county",
    "state_id": "state",
    "zip_code": "zip_code",
    "phone": "phone",
    "website": "website",
    "sort_name": "sort_name",
    "search_text": "search_text",
    "match_key": "match_key",
    "county_key": "county_key",
    "phone_digits": "phone_digits",
    "domain": "domain",
    "notes": "notes",
}
REST = {
    "line": "line",
    "outcome": "outcome",
    "stage": "stage",
    "problem": "problem",
    "remarks": "remarks",
    "is_sector_given": "is_sector_given",
    "contact_name": "contact_name",
    "contact_title": "contact_title",
    "contact_email": "contact_email",
    "contact_phone": "contact_phone",
    "contact_search_text": "contact_search_text",
    "adds_person": "adds_person",
    "organization_id": "organization",
    "twin_line": "twin_line",
    "likeness": "likeness",
    "evidence": "evidence",
}


def stage(batch: ImportBatch, drafts: Iterable[Draft], decisions: Mapping[Pairing, str]) -> None:
    """Write the rows of an import into its table; decisions are kept pair by pair."""
    now = stamp(timezone.now())
    columns = [*FACTS, *REST, "raw", "changes", "decision", "batch_id", "created_at", "updated_at"]
    values_of = attrgetter(*FACTS.values(), *REST.values())

    def values() -> Iterator[Sequence[Any]]:
        for draft in drafts:
            name, sector, *rest = values_of(draft)  # a refused row has no sector
            raw = json.dumps([cell[:300] for cell in draft.raw]) if draft.raw else "[]"
            changes = json.dumps(draft.changes) if draft.changes else "{}"
            yield (
                name,
                sector or None,
                *rest,
                raw,
                changes,
                decisions.get((draft.line, draft.organization, draft.twin_line), ""),
                batch.pk,
                now,
                now,
            )

    write(ImportRow._meta.db_table, columns, values())


def write(table: str, columns: Sequence[str], rows: Iterator[Sequence[Any]]) -> None:
    """Put rows into a table in the quickest way the database has."""
    names = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            sql = f"COPY \"{table}\" ({names}) FROM STDIN (FORMAT csv, NULL '{NULL}')"
            cursor.copy_expert(sql, CopyFile(rows))
        else:
            marks = ", ".join(["%s"] * len(columns))
            sql = f'INSERT INTO "{table}" ({names}) VALUES ({marks})'  # noqa: S608 - names of our own columns
            while part := list(islice(rows, CHUNK)):
                cursor.executemany(sql, part)


def stamp(instant: datetime) -> Any:
    """An instant as the database's driver takes it."""
    return connection.ops.adapt_datetimefield_value(instant)


def day(value: date) -> Any:
    """A day as the database's driver takes it."""
    return connection.ops.adapt_datefield_value(value)


CHUNK = 5_000
NULL = "\\N"


class CopyFile(TextIOBase):
    """Rows as the CSV that COPY reads."""

    def __init__(self, rows: Iterator[Sequence[Any]]) -> None:
        self.rows = rows
        self.rest = ""

    def read(self, size: int | None = -1) -> str:
        """The next piece, at least `size` characters unless the rows end."""
        wanted = size if size and size > 0 else 1 << 62
        if len(self.rest) < wanted:
            buffer = StringIO()
            buffer.write(self.rest)
            writer = csv.writer(buffer)  # noqa: TID251 - for COPY, nobody opens it
            for row in self.rows:
                writer.writerow([NULL if value is None else value for value in row])
                if buffer.tell() >= wanted:
                    break
            self.rest = buffer.getvalue()
        piece, self.rest = self.rest[:wanted], self.rest[wanted:]
        return piece


# Rows that become organizations: new ones, and possible duplicates that a person found different.
COMES_IN = "(r.outcome = 'new' OR (r.outcome = 'possible' AND r.decision = 'different'))"
UPDATED_TEXTS = ("level", "address", "city", "county", "zip_code", "phone", "website", "notes")
UPDATED_KEYS = ("sector_id", "subtype_id", "infrastructure_sector_id", "state_id")
REFRESHED = ("search_text", "county_key")


def add_new(batch: ImportBatch, now: datetime) -> int:
    """Make the organizations that come in; returns how many."""
    facts = ", ".join(f'"{name}"' for name in FACTS)
    chosen = ", ".join(f'r."{name}"' for name in FACTS)
    sql = f"""
        INSERT INTO {Organization._meta.db_table} ({facts}, center_id, stage, next_step,
            contact_due_on, next_step_order, source_import_id, source_line, created_at, updated_at)
        SELECT {chosen}, %s, CASE WHEN r.stage = '' THEN 'identified' ELSE r.stage END, '',
            %s, %s, %s, r.line, %s, %s
        FROM {ImportRow._meta.db_table} r
        WHERE r.batch_id = %s AND {COMES_IN} ORDER BY r.line
    """  # noqa: S608 - names of our own columns
    days = [day(NEVER), day(SOME_DAY)]
    return run(sql, [batch.center_id, *days, batch.pk, stamp(now), stamp(now), batch.pk])


def update_known(batch: ImportBatch, now: datetime) -> int:
    """Write the changes of certain matches; a blank cell never empties a field."""
    texts = [
        f"{name} = CASE WHEN r.{name} <> '' THEN r.{name} ELSE o.{name} END"
        for name in UPDATED_TEXTS
    ]
    ids = [f"{name} = COALESCE(r.{name}, o.{name})" for name in UPDATED_KEYS]
    refreshed = [f"{name} = r.{name}" for name in REFRESHED]
    sql = f"""
        UPDATE {Organization._meta.db_table} AS o SET {", ".join([*texts, *ids, *refreshed])},
            phone_digits = CASE WHEN r.phone <> '' THEN r.phone_digits ELSE o.phone_digits END,
            domain = CASE WHEN r.website <> '' THEN r.domain ELSE o.domain END,
            updated_at = %s
        FROM {ImportRow._meta.db_table} r
        WHERE r.organization_id = o.id AND r.batch_id = %s AND r.outcome = 'update'
            AND r.twin_line IS NULL
    """  # noqa: S608 - names of our own columns
    return run(sql, [stamp(now), batch.pk])


def add_people(batch: ImportBatch, now: datetime) -> int:
    """Make the contacts: of rows that came in, of known organizations, and of repeated ones."""
    of_new = f"o.source_import_id = r.batch_id AND o.source_line = r.line AND {COMES_IN}"
    of_known = "o.id = r.organization_id AND r.outcome = 'update'"
    of_repeated = (
        "o.source_import_id = r.batch_id AND o.source_line = r.twin_line AND r.outcome = 'update'"
        " AND r.organization_id IS NULL"
    )
    is_first = (
        "(r.twin_line IS NULL OR r.outcome = 'possible') AND NOT EXISTS ("
        "SELECT 1 FROM stakeholders_contact c WHERE c.organization_id = o.id AND c.is_primary)"
    )
    return sum(
        run(
            f"""
            INSERT INTO stakeholders_contact (organization_id, name, title, email, phone, language,
                is_primary, do_not_contact, source_import_id, search_text, created_at, updated_at)
            SELECT o.id,
                CASE WHEN r.contact_name <> '' THEN r.contact_name ELSE r.contact_email END,
                r.contact_title, r.contact_email, r.contact_phone, 'en', {is_first}, FALSE, %s,
                r.contact_search_text, %s, %s
            FROM stakeholders_importrow r JOIN stakeholders_organization o ON {join}
            WHERE r.batch_id = %s AND r.adds_person ORDER BY r.line
            """,  # noqa: S608 - our own words
            [batch.pk, stamp(now), stamp(now), batch.pk],
        )
        for join in (of_new, of_known, of_repeated)
    )


def run(sql: str, params: Sequence[Any]) -> int:
    """Run one statement; returns the rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return int(cursor.rowcount)
