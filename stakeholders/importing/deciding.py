"""Possible duplicates: what a person decides about them, and what the decision writes."""

from collections.abc import Iterable, Mapping, Sequence

from bcp.accounts.models import User
from bcp.core.actions import Refused, action
from stakeholders.enums import ImportState, RowDecision, RowOutcome
from stakeholders.importing.assessing import ID_FIELDS, UPDATABLE, people_at
from stakeholders.keys import person_key
from stakeholders.models import Contact, ImportBatch, ImportRow, Organization

# Which row was decided against what: its line, the organization, the earlier line.
Pairing = tuple[int, int | None, int | None]


@action
def decide(row: ImportRow, decision: str, *, by: User) -> None:
    """Say whether a possible duplicate is the same organization."""
    row.batch.require(ImportState.READY)
    if row.outcome != RowOutcome.POSSIBLE:
        raise Refused("Only possible duplicates need a decision.")
    row.change(decision=RowDecision(decision))


def decisions_of(batch: ImportBatch) -> dict[Pairing, str]:
    """What was decided so far; it counts again only for the same pair."""
    decided = batch.rows.filter(outcome=RowOutcome.POSSIBLE).exclude(decision="")
    return {
        (line, organization, twin_line): decision
        for line, organization, twin_line, decision in decided.values_list(
            "line", "organization", "twin_line", "decision"
        )
    }


def write_same(batch: ImportBatch) -> tuple[int, int]:
    """Join rows that were found the same with their records; returns (rows, people).

    A row that is the same as one of the directory gives its changes. One that is the same as an
    earlier line fills only what that line left blank, and joins the record which the earlier line
    became; where the earlier line is left out, so is this one. The people of both stay. Runs once
    the rows that came in have become organizations with their people.
    """
    rows = list(
        batch.rows.filter(outcome=RowOutcome.POSSIBLE, decision=RowDecision.SAME).order_by("line")
    )
    became = organizations_of(batch, rows)
    records = Organization.objects.select_related("sector").in_bulk(set(became.values()))
    joined = [row for row in rows if row.line in became]
    for row in joined:
        join(row, records[became[row.line]])
    return len(joined), add_people_of(batch, joined, became)


def join(row: ImportRow, record: Organization) -> None:
    """Put onto a record what a row knows better; the row remembers it for undo."""
    if row.twin_line:
        changes = blanks_filled(row, record)
        row.change(organization=record, changes=changes)
    else:
        changes = row.changes
    values = {
        f"{name}_id" if name in ID_FIELDS else name: after
        for name, (_, after) in changes.items()
        if name != "contact"
    }
    if values:
        record.change(**values)


def blanks_filled(row: ImportRow, record: Organization) -> dict[str, list[str]]:
    """field -> ["", value] for what the row says and the record does not."""
    changes = {}
    for name in UPDATABLE:
        attribute = f"{name}_id" if name in ID_FIELDS else name
        if getattr(row, attribute) and not getattr(record, attribute):
            changes[name] = ["", getattr(row, attribute)]
    return changes


def add_people_of(batch: ImportBatch, same: Sequence[ImportRow], became: Mapping[int, int]) -> int:
    """Make the contacts of these rows, and of rows that repeat one of them."""
    repeats = batch.rows.filter(
        outcome=RowOutcome.UPDATE,
        organization=None,
        adds_person=True,
        twin_line__in=[row.line for row in same],
    ).order_by("line")
    known = people_at(became.values())
    has_primary = set(
        Contact.objects.filter(organization__in=known, is_primary=True).values_list(
            "organization", flat=True
        )
    )
    people = []
    for row in [*same, *repeats]:
        organization = became.get(row.line) or became.get(row.twin_line or 0)
        person = person_key(row.contact_name, row.contact_email)
        if organization is None or not person or person in known[organization]:
            continue
        known[organization].add(person)
        people.append(
            Contact(
                organization_id=organization,
                name=row.contact_name or row.contact_email,
                title=row.contact_title,
                email=row.contact_email,
                phone=row.contact_phone,
                is_primary=organization not in has_primary,
                source_import=batch,
            )
        )
        has_primary.add(organization)
    return len(Contact.objects.bulk_create(people))


def organizations_of(batch: ImportBatch, same: Iterable[ImportRow]) -> dict[int, int]:
    """line -> the organization it is part of, for these rows and the lines they are the same as."""
    twins = [row.twin_line for row in same if row.twin_line]
    became: dict[int, int] = dict(
        Organization.objects.filter(source_import=batch, source_line__in=twins).values_list(
            "source_line", "pk"
        )
    )
    for row in same:  # a twin stands above, so what became of it is known by now
        organization = row.organization_id or became.get(row.twin_line or 0)
        if organization:
            became[row.line] = organization
    return became
