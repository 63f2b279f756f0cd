"""Two records of one organization become one, with both histories; and back again."""

import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import ForeignObject, Model
from django.utils import timezone

from bcp.accounts.models import User
from bcp.audit.models import record
from bcp.core.actions import Refused, action
from stakeholders.enums import InteractionKind
from stakeholders.models import ImportRow, Interaction, Organization, OrganizationMerge
from stakeholders.models.facts import pointing_at

# Blank facts of the kept record are filled from the other one.
FILLED = (
    "subtype_id", "infrastructure_sector_id", "level", "address", "city", "county", "state_id",
    "zip_code", "phone", "website", "owner_id", "notes", "last_confirmed_on",
)  # fmt: skip
STAGES = ("identified", "dormant", "contacted", "met", "active")


@action
def merge(kept: Organization, absorbed: Organization, *, by: User) -> OrganizationMerge:
    """Move everything that speaks of `absorbed` to `kept` and archive `absorbed`.

    What cannot move, because `kept` has its like already (two decisions on one guest list), stays
    with the archived record. Everything that moved is remembered, so that it can go back.
    """
    first, second = sorted((kept, absorbed), key=lambda organization: organization.pk)
    first.lock()
    second.lock()
    if kept.pk == absorbed.pk or kept.center_id != absorbed.center_id:
        raise Refused("Choose two different organizations of one center.")
    if kept.is_archived or absorbed.merged_into_id:
        raise Refused("One of the two has been merged or archived already.")
    values = filled_values(kept, absorbed)
    done = OrganizationMerge.objects.create(
        kept=kept,
        absorbed=absorbed,
        moved=move(absorbed, kept),
        before={name: as_json(getattr(kept, name)) for name in values},
        after={name: as_json(value) for name, value in values.items()},
        absorbed_archived_at=absorbed.archived_at,
        merged_by=by,
    )
    kept.change(**values)
    absorbed.change(archived_at=absorbed.archived_at or timezone.now(), merged_into=kept)
    record("organization.merged", kept, by=by, absorbed=absorbed.pk)
    return done


@action
def undo_merge(done: OrganizationMerge, *, by: User) -> None:
    """Bring the absorbed record back with everything that moved from it.

    The kept record loses what it took, except where somebody has changed it since; contacts since
    count for it. A later merge of the kept record has to be undone first.
    """
    done.lock()
    if done.undone_at:
        return
    kept, absorbed = done.kept.lock(), done.absorbed.lock()
    if kept.merged_into:
        raise Refused(f"{kept} was merged into {kept.merged_into} later. Undo that merge first.")
    move_back(done)
    kept.change(**values_given_back(done, kept))
    moved = done.moved.get(f"{Interaction._meta.label_lower}.organization", [])
    since = kept.interactions.filter(created_at__gte=done.created_at).exclude(pk__in=moved)
    for interaction in since.order_by("happened_on"):
        kept.note_contact(InteractionKind(interaction.kind), interaction.happened_on)
    absorbed.change(archived_at=done.absorbed_archived_at, merged_into=None)
    done.change(undone_at=timezone.now())
    record("organization.unmerged", kept, by=by, absorbed=absorbed.pk)


def values_given_back(done: OrganizationMerge, kept: Organization) -> dict[str, Any]:
    """What the kept record had before, for every value that is still the one it took.

    A later merge that found one of them remembers what was there before this one instead.
    """
    given_back = {}
    laters = list(kept.merges.filter(pk__gt=done.pk, undone_at=None).order_by("pk"))
    for name, after in done.after.items():
        later = next((later for later in laters if name in later.before), None)
        if later is None and as_json(getattr(kept, name)) == after:
            given_back[name] = from_json(name, done.before[name])
        elif later is not None and later.before[name] == after:
            later.change(before={**later.before, name: done.before[name]})
    return given_back


def filled_values(kept: Organization, absorbed: Organization) -> dict[str, Any]:
    """What the kept record takes from the other one."""
    values: dict[str, Any] = {
        name: getattr(absorbed, name)
        for name in FILLED
        if not getattr(kept, name) and getattr(absorbed, name)
    }
    last = max(
        (day for day in (kept.last_contact_on, absorbed.last_contact_on) if day), default=None
    )
    if last != kept.last_contact_on:
        values["last_contact_on"] = last
    if STAGES.index(absorbed.stage) > STAGES.index(kept.stage):
        values["stage"] = absorbed.stage
    return values


class Relation:
    """A foreign key of any app that points to organizations."""

    def __init__(self, model: type[Model], field: "ForeignObject[Any, Any]") -> None:
        self.model, self.field = model, field
        self.name_of = f"{model._meta.label_lower}.{field.name}"


def relations() -> list[Relation]:
    """Every foreign key to organizations, wherever it lies; what merges and imports keep stays."""
    kept_in_place = {OrganizationMerge, ImportRow, Organization}
    return [
        Relation(relation.related_model, relation.field)
        for relation in pointing_at(Organization)
        if relation.related_model not in kept_in_place
    ]


def move(source: Organization, target: Organization) -> dict[str, list[int]]:
    """Point the rows of one organization to another; returns what moved."""
    moved = {}
    for relation in relations():
        rows = relation.model._default_manager.filter(**{relation.field.name: source.pk})
        ids = list(rows.values_list("pk", flat=True))
        went = [pk for pk in ids if move_one(relation, pk, target)] if ids else []
        if went:
            moved[relation.name_of] = went
    return moved


def move_back(done: OrganizationMerge) -> None:
    """Point what moved, and is still where it went, to the absorbed record again."""
    for relation in relations():
        ids = done.moved.get(relation.name_of, [])
        rows = relation.model._default_manager.filter(
            pk__in=ids, **{relation.field.name: done.kept_id}
        )
        for pk in list(rows.values_list("pk", flat=True)):
            move_one(relation, pk, done.absorbed)


def move_one(relation: Relation, pk: int, target: Organization) -> bool:
    """Move one row; False when a rule of its table wants only one of its kind."""
    try:
        with transaction.atomic():
            relation.model._default_manager.filter(pk=pk).update(**{relation.field.name: target.pk})
    except IntegrityError:
        return False
    return True


def as_json(value: Any) -> Any:
    """A value as JSON keeps it."""
    return value.isoformat() if hasattr(value, "isoformat") else value


def from_json(name: str, value: Any) -> Any:
    """The value that was kept, in the column's own type."""
    is_day = name.endswith("_on") and value is not None
    return datetime.date.fromisoformat(value) if is_day else value
