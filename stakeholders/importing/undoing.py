"""Taking an import back within 30 days, without taking away what people did since."""

from typing import TypeVar

from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from bcp.accounts.models import User
from bcp.audit.models import record
from bcp.core.actions import Refused, action
from stakeholders.enums import ImportState, RowDecision, RowOutcome
from stakeholders.importing.assessing import chunks
from stakeholders.importing.batches import allow_time
from stakeholders.merging import undo_merge
from stakeholders.models import (
    Contact,
    ImportBatch,
    ImportRow,
    Organization,
    OrganizationMerge,
)
from stakeholders.models.facts import pointing_at
from stakeholders.models.imports import UNDO_DAYS

CHUNK = 500
M = TypeVar("M", bound=Model)


@action
def undo(batch: ImportBatch, *, by: User) -> dict[str, int]:
    """Take an import back; returns how many were removed, archived, set back and unmerged.

    An organization that nobody touched since is removed; one that has a history by now is archived.
    A changed value goes back to what it was, unless somebody has changed it again. A record that
    was merged into one that came with the import stands alone again.
    """
    batch.require(ImportState.DONE)
    if not batch.may_undo:
        raise Refused(f"An import can be undone for {UNDO_DAYS} days; this one is older.")
    allow_time()
    unmerged = undo_merges(batch, by)
    set_back = restore_values(batch)
    remove_people(batch)
    removed, archived = remove_organizations(batch)
    counts = {
        "removed": removed, "archived": archived, "set_back": set_back, "unmerged": unmerged,
    }  # fmt: skip
    batch.change(
        state=ImportState.UNDONE, undone_at=timezone.now(), counts={**batch.counts, **counts}
    )
    record("import.undone", batch, by=by, **counts)
    return counts


def undo_merges(batch: ImportBatch, by: User) -> int:
    """Undo the merges into organizations that came with the import, the latest first.

    One that was merged further, into a record that stays, is left with it.
    """
    total = 0
    for done in OrganizationMerge.objects.filter(
        kept__source_import=batch, undone_at=None
    ).order_by("-pk"):
        if done.kept.merged_into_id is None:
            undo_merge(done, by=by)
            total += done.absorbed.source_import_id != batch.pk
    return total


def restore_values(batch: ImportBatch) -> int:
    """Set changed values back where they are still what the import wrote."""
    rows = batch.rows.filter(organization__isnull=False).filter(
        Q(outcome=RowOutcome.UPDATE) | Q(outcome=RowOutcome.POSSIBLE, decision=RowDecision.SAME)
    )
    rows = rows.exclude(organization__source_import=batch)
    total = 0
    for part in chunks(rows.select_related("organization__sector").iterator(CHUNK), CHUNK):
        changed = [
            row.organization for row in part if row.organization and set_back(row, row.organization)
        ]
        fields = [*RESTORED, *Organization.DERIVED]
        for organization in changed:
            for name in Organization.DERIVED:
                setattr(organization, name, getattr(organization, f"derive_{name}")())
        Organization.objects.bulk_update(changed, fields, batch_size=CHUNK)
        total += len(changed)
    return total


IDS = {"sector", "subtype", "infrastructure_sector", "state"}
RESTORED = (
    "sector", "subtype", "infrastructure_sector", "level", "address", "city", "county", "state",
    "zip_code", "phone", "website", "notes",
)  # fmt: skip


def set_back(row: ImportRow, organization: Organization) -> bool:
    """Put the row's earlier values onto its organization; says whether anything changed."""
    is_changed = False
    for name, (before, after) in row.changes.items():
        if name == "contact":
            continue
        attribute = f"{name}_id" if name in IDS else name
        if getattr(organization, attribute) == after:
            setattr(organization, attribute, (before or None) if name in IDS else before)
            is_changed = True
    return is_changed


def remove_people(batch: ImportBatch) -> None:
    """Remove contacts that came with the import and that nothing speaks of since."""
    people = untouched(Contact.objects.filter(source_import=batch), batch)
    people._raw_delete(using=people.db)  # noqa: SLF001 - nothing hangs on these rows


def remove_organizations(batch: ImportBatch) -> tuple[int, int]:
    """Remove what nobody touched, archive the rest."""
    came = Organization.objects.filter(source_import=batch)
    free = untouched(came, batch)
    ImportRow.objects.filter(organization__in=free.values("pk")).update(organization=None)
    removed = free._raw_delete(using=free.db)  # noqa: SLF001 - nothing hangs on these rows
    archived = came.filter(archived_at__isnull=True).update(archived_at=timezone.now())
    return removed, archived


def untouched(rows: QuerySet[M], batch: ImportBatch) -> QuerySet[M]:
    """Those of the rows that are as the import left them and that no other row speaks of."""
    rows = rows.filter(updated_at__lte=batch.committed_at)
    for relation in pointing_at(rows.model):
        if relation.related_model is ImportRow:
            continue
        others = relation.related_model._default_manager.filter(
            **{f"{relation.field.name}__isnull": False}
        )
        rows = rows.exclude(pk__in=others.values(relation.field.name))
    return rows
