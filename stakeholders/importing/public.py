"""A published list of organizations into the public directory."""

import datetime
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from stakeholders import keys
from stakeholders.enums import RowOutcome
from stakeholders.importing.assessing import (
    COMPARED,
    ID_FIELDS,
    UPDATABLE,
    changes_to,
    compare,
    counts_of,
)
from stakeholders.importing.batches import allow_time
from stakeholders.importing.comparing import Known, known_row
from stakeholders.importing.reading import Table
from stakeholders.importing.staging import FACTS, day, stamp, write
from stakeholders.importing.understanding import Draft, Reader
from stakeholders.importing.vocabulary import read_vocabulary
from stakeholders.models import PublicOrganization
from stakeholders.places import neighbors_county

CHUNK = 1_000
FACT_COLUMNS = {column: name for column, name in FACTS.items() if column != "notes"}


def import_public(
    table: Table,
    mapping: Mapping[str, int],
    *,
    sector: str,
    source: str,
    as_of: datetime.date,
    is_trial: bool = False,
) -> tuple[list[Draft], dict[str, int]]:
    """Put the rows of a published list into the public directory; a trial writes nothing.

    A row that is there already takes the list's values and its date. Rows that are only alike stay
    apart: the list itself is the authority on what it lists. Returns the rows and their counts.
    """
    reader = Reader(table, mapping, read_vocabulary(), default_sector=sector)
    drafts = [reader.read(record) for record in table.records()]
    by_state: dict[str | None, list[Draft]] = defaultdict(list)
    for draft in drafts:
        if draft.outcome != RowOutcome.REFUSED:
            by_state[draft.state].append(draft)
    with transaction.atomic():
        allow_time()
        for state, rows in by_state.items():
            compare(rows, known_in(state))
            keep_alike_apart(rows)
            changed = note_changes(rows, source)
            if not is_trial:
                write_state(rows, changed, source, as_of)
        if not is_trial:
            infer_counties()
    return drafts, counts_of(drafts)


def known_in(state: str | None) -> Iterator[Known]:
    """The public directory of a state, ready to compare."""
    rows = PublicOrganization.objects.filter(state=state).values_list("pk", *COMPARED)
    for pk, *values in rows.iterator(CHUNK):
        yield known_row(pk=pk, **dict(zip(COMPARED, values, strict=True)))


def keep_alike_apart(rows: Sequence[Draft]) -> None:
    """What is possibly the same counts as new here."""
    for draft in rows:
        if draft.outcome == RowOutcome.POSSIBLE:
            draft.outcome, draft.organization, draft.twin_line = RowOutcome.NEW, None, None


def note_changes(rows: Sequence[Draft], source: str) -> list[PublicOrganization]:
    """The organizations that the rows change, with their new values; of this source only."""
    names = [name for name in UPDATABLE if name != "notes"]
    found = (row for row in rows if row.outcome == RowOutcome.UNCHANGED)
    matched = {row.organization: row for row in found if row.organization}
    changed = []
    listed = PublicOrganization.objects.filter(pk__in=list(matched), source=source)
    for public in listed.iterator(CHUNK):
        draft = matched[public.pk]
        before: dict[str, Any] = {
            column: getattr(public, column)
            for column in (f"{name}_id" if name in ID_FIELDS else name for name in names)
        }
        draft.changes = changes_to(draft, {**before, "notes": draft.notes})
        if draft.changes:
            draft.outcome = RowOutcome.UPDATE
            for name, (_, after) in draft.changes.items():
                setattr(public, f"{name}_id" if name in ID_FIELDS else name, after)
            if "county" in draft.changes:
                public.is_county_inferred = False
            changed.append(public)
    return changed


def write_state(
    rows: Sequence[Draft],
    changed: Sequence[PublicOrganization],
    source: str,
    as_of: datetime.date,
) -> None:
    """Write what is new, what changed, and the date of what was found again."""
    now = stamp(timezone.now())
    columns = [*FACT_COLUMNS, "source", "as_of", "is_county_inferred", "created_at", "updated_at"]
    rest = (source, day(as_of), False, now, now)
    new = (row for row in rows if row.outcome == RowOutcome.NEW)
    values = ((*(getattr(row, name) for name in FACT_COLUMNS.values()), *rest) for row in new)
    write(PublicOrganization._meta.db_table, columns, values)
    for public in changed:
        for name in PublicOrganization.DERIVED:
            setattr(public, name, getattr(public, f"derive_{name}")())
    fields = [*(name for name in UPDATABLE if name != "notes"), *PublicOrganization.DERIVED]
    PublicOrganization.objects.bulk_update(
        changed, [*fields, "is_county_inferred"], batch_size=CHUNK // 2
    )
    found = [row.organization for row in rows if row.organization]
    for start in range(0, len(found), CHUNK):
        part = PublicOrganization.objects.filter(pk__in=found[start : start + CHUNK])
        part.filter(source=source).update(as_of=as_of)


def infer_counties() -> None:
    """Give rows without a county that of their neighbors with the same ZIP code or city; marked."""
    lacking = list(PublicOrganization.objects.filter(county="").exclude(state=None))
    if not lacking:
        return
    known = PublicOrganization.objects.exclude(county="").filter(is_county_inferred=False)
    county = neighbors_county(
        known.values_list("state", "zip_code", "city", "county").iterator(CHUNK)
    )
    found = []
    for public in lacking:
        state = public.state_id or ""
        name = county.get((state, keys.zip5(public.zip_code))) or county.get(
            (state, keys.folded(public.city))
        )
        if name and (public.city or public.zip_code):
            public.county, public.is_county_inferred = name, True
            public.county_key = public.derive_county_key()
            public.search_text = public.derive_search_text()
            found.append(public)
    PublicOrganization.objects.bulk_update(
        found, ["county", "is_county_inferred", "county_key", "search_text"], batch_size=CHUNK // 2
    )
