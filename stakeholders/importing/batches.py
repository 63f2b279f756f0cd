"""One import from upload to undo. Every function may run twice."""

import gc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.utils import timezone

from bcp.accounts.models import Center, User
from bcp.audit.models import record
from bcp.core.actions import Refused, action
from engagements.models import Sector
from stakeholders.enums import ImportState
from stakeholders.importing import deciding, staging
from stakeholders.importing.assessing import TELL_EVERY, assess, counts_of
from stakeholders.importing.columns import FIELD_LABELS, Match, memory_keys, propose
from stakeholders.importing.reading import Table, open_table
from stakeholders.importing.understanding import Draft, Reader
from stakeholders.importing.vocabulary import Vocabulary, read_vocabulary
from stakeholders.models import ColumnMemory, ImportBatch, Organization

SHOWN_SAMPLES = 5
WRITING_TIMEOUT_MS = 600_000

Tell = Callable[[int, int], object]


def unheard(done: int, total: int) -> None:
    """For those who do not wait for the rows."""


@action
def start(center: Center, content: bytes, file_name: str, *, by: User | None) -> ImportBatch:
    """Keep an upload and find out how it is written. Refuses files that cannot be read."""
    table = open_table(content, file_name)
    samples = table.samples(SHOWN_SAMPLES)
    if not samples:
        raise Refused("The file has a header but no rows.")
    batch = ImportBatch(
        center=center,
        file_name=file_name[:200],
        encoding=table.encoding,
        delimiter=table.delimiter,
        header_line=table.header_line,
        headers=table.headers,
        samples=samples,
        started_by=by,
    )
    batch.file.save(file_name, ContentFile(content), save=False)
    batch.mapping = {match.field: match.column for match in propose_for(batch, table)}
    batch.save()
    record("import.uploaded", batch, by=by)
    return batch


def content_of(batch: ImportBatch) -> bytes:
    """The bytes of the upload."""
    gone = Refused("The uploaded file is no longer kept. Upload it again.")
    if not batch.file:
        raise gone
    try:
        with batch.file.open("rb") as file:
            return bytes(file.read())
    except FileNotFoundError as error:
        raise gone from error


def propose_for(batch: ImportBatch, table: Table | None = None) -> list[Match]:
    """Which column of an upload holds which field."""
    table = table or open_table(content_of(batch), batch.file_name)
    return propose_columns(table, batch.center, read_vocabulary())


def propose_columns(table: Table, center: Center, vocabulary: Vocabulary) -> list[Match]:
    """Which column holds which field, with the center's memory of earlier files."""
    memory = ColumnMemory.objects.filter(center=center)
    remembered = dict(memory.values_list("heading", "field"))
    return propose(table.headers, table.samples(), vocabulary, remembered)


@action
def match_columns(
    batch: ImportBatch,
    mapping: Mapping[str, int],
    *,
    by: User | None,
    default_sector: Sector | None = None,
    softens_capitals: bool = True,
) -> None:
    """Fix which column holds which field and hand the file to a worker; remembered for the next."""
    batch.require(ImportState.MAPPING, ImportState.READY, ImportState.REFUSED)
    if "name" not in mapping:
        raise Refused("Choose the column that holds the names of the organizations.")
    batch.change(
        mapping=dict(mapping),
        default_sector=default_sector,
        softens_capitals=softens_capitals,
        state=ImportState.READING,
        rows_done=0,
        rows_total=0,
        problem="",
    )
    field_of = {column: name for name, column in mapping.items()}
    for column, key in enumerate(memory_keys(batch.headers)):
        ColumnMemory.objects.update_or_create(
            center=batch.center,
            heading=key,
            defaults={"field": field_of.get(column, "")},
        )
    record("import.matched", batch, by=by)


def understand(
    table: Table,
    center: Center,
    mapping: Mapping[str, int],
    vocabulary: Vocabulary,
    *,
    default_sector: str = "",
    softens_capitals: bool = True,
    tell: Tell = unheard,
) -> list[Draft]:
    """Every row of a file as it is understood, compared with the directory. Writes nothing.

    `tell` hears now and then how many rows are through, and of how many; 0 while that is not known.
    """
    reader = Reader(
        table,
        mapping,
        vocabulary,
        default_sector=default_sector,
        default_state=center.state_id,
        softens_capitals=softens_capitals,
    )
    with uncollected():
        drafts = []
        for record in table.records():
            drafts.append(reader.read(record))
            if len(drafts) % TELL_EVERY == 0:
                tell(len(drafts), 0)
        tell(0, len(drafts))
        assess(drafts, center, tell=lambda done: tell(done, len(drafts)))
    return drafts


@contextmanager
def uncollected() -> Iterator[None]:
    """Without looking for cycles: rows make none, and looking through 100,000 takes long."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def read(batch: ImportBatch) -> None:
    """Read and compare the whole file; the batch is then ready, or refused with the reason."""
    if batch.state != ImportState.READING:
        return
    compared_at = timezone.now()
    try:
        table = open_table(content_of(batch), batch.file_name)
        drafts = understand(
            table,
            batch.center,
            batch.mapping,
            read_vocabulary(),
            default_sector=batch.default_sector_id or "",
            softens_capitals=batch.softens_capitals,
            tell=lambda done, total: batch.change(rows_done=done, rows_total=total),
        )
    except Refused as refusal:
        give_up(batch, refusal.reason)
        return
    with transaction.atomic():
        batch.lock()
        if batch.state != ImportState.READING:  # discarded meanwhile
            return
        allow_time()
        decisions = deciding.decisions_of(batch)
        batch.rows.all()._raw_delete(using=batch.rows.db)  # noqa: SLF001 - nothing hangs on these rows
        staging.stage(batch, drafts, decisions)
        batch.change(
            state=ImportState.READY,
            counts=counts_of(drafts),
            rows_total=len(drafts),
            rows_done=len(drafts),
            compared_at=compared_at,
        )


@action
def give_up(batch: ImportBatch, problem: str) -> None:
    """Say why an import in hand cannot go on; one that was discarded meanwhile stays so."""
    batch.lock()
    if batch.is_working:
        batch.change(state=ImportState.REFUSED, problem=problem)


@action
def request_commit(batch: ImportBatch, *, by: User | None) -> None:
    """Ask for the import to be written; compared anew when the directory changed since."""
    batch.require(ImportState.READY)
    changed = Organization.objects.filter(
        center=batch.center, updated_at__gt=batch.compared_at
    ).count()
    if changed:
        batch.change(state=ImportState.READING, rows_done=0, rows_total=0)
        return
    batch.change(state=ImportState.COMMITTING)
    record("import.requested", batch, by=by)


def commit(batch: ImportBatch, *, by: User | None = None) -> None:
    """Write everything or nothing."""
    with transaction.atomic():
        batch.lock()
        if batch.state != ImportState.COMMITTING:
            return
        allow_time()
        now = timezone.now()
        counts: dict[str, Any] = dict(batch.counts)
        counts["added"] = staging.add_new(batch, now)
        staging.update_known(batch, now)
        people = staging.add_people(batch, now)
        counts["merged"], joining = deciding.write_same(batch)
        counts["people"] = people + joining
        batch.change(state=ImportState.DONE, committed_at=timezone.now(), counts=counts)
        record("import.committed", batch, by=by or batch.started_by, **counts)
    forget_file(batch)


def forget_file(batch: ImportBatch) -> None:
    """Delete the upload: its rows are kept for the report and for undo, the file is not needed."""
    if batch.file:
        name, storage = str(batch.file.name), batch.file.storage
        batch.change(file="")
        transaction.on_commit(lambda: storage.delete(name))


@action
def discard(batch: ImportBatch, *, by: User | None) -> None:
    """Give the import up before it is written."""
    batch.require(ImportState.MAPPING, ImportState.READY, ImportState.REFUSED, ImportState.READING)
    batch.change(state=ImportState.DISCARDED)
    batch.rows.all()._raw_delete(using=batch.rows.db)  # noqa: SLF001 - nothing hangs on these rows
    record("import.discarded", batch, by=by)
    forget_file(batch)


def allow_time() -> None:
    """Let the statements of this transaction run longer than a page may."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL statement_timeout = {WRITING_TIMEOUT_MS}")


def labelled(mapping: Mapping[str, int], headers: list[str]) -> list[tuple[str, str]]:
    """The matched columns in words: what it is, what the file calls it."""
    return [(FIELD_LABELS[name], headers[column]) for name, column in mapping.items()]
