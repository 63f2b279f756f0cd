"""Possible duplicates: what a person decides about them, and what the decision writes."""

from collections.abc import Iterable, Sequence

from bcp.accounts.models import User
from bcp.core.actions import Refused, action
from stakeholders.enums import ImportState, RowDecision, RowOutcome
from stakeholders.importing.assessing import people_at
from stakeholders.keys import person_key
from stakeholders.models import Contact, ImportBatch, ImportRow, Organization

ID_FIELDS = {"sector", "subtype", "infrastructure_sector", "state"}


@action
def decide(row: ImportRow, decision: str, *, by: User) -> None:
    """Say whether a possible duplicate is the same organization."""
    row.batch.require(ImportState.READY)
    if row.outcome != RowOutcome.POSSIBLE:
        raise Refused("Only possible duplicates need a decision.")
    row.change(decision=RowDecision(decision))


def write_same(batch: ImportBatch) -> tuple[int, int]:
    """Rows found to be the same give their values and people; returns (rows, people).

    Runs once the rows that came in have become organizations with their people.
    """
    rows = list(
        batch.rows.filter(outcome=RowOutcome.POSSIBLE, decision=RowDecision.SAME)
        .select_related("organization__sector")
        .order_by("line")
    )
    for row in rows:
        values = {
            f"{name}_id" if name in ID_FIELDS else name: after
            for name, (_, after) in row.changes.items()
            if name != "contact"
        }
        if values and row.organization:
            row.organization.change(**values)
    return len(rows), add_people_of(batch, rows)


def add_people_of(batch: ImportBatch, same: Sequence[ImportRow]) -> int:
    """Make the contacts of these rows, and of rows that repeat one of them."""
    became = organizations_of(batch, same)
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
