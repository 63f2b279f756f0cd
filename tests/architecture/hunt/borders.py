"""Whether a row of one center leads to a row of another."""

from collections.abc import Iterator
from functools import cache

from django.apps import apps
from django.db import connection, models
from django.db.models import F, ForeignKey, Model, QuerySet

from bcp.accounts.models import Center, TenantQuerySet, User
from tests.architecture.hunt.values import FOREIGN

# Anybody with an account may be a guest of one engagement, whichever center they work for.
OF_ANYBODY = {"engagements.engagementguest.user", "accounts.membership.user"}


def number_from(first: int) -> None:
    """Rows made from now on get ids from this one on, in every table."""
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            key = model._meta.pk
            if not isinstance(key, models.AutoField | models.BigAutoField):
                continue
            table, before = model._meta.db_table, first - 1
            if connection.vendor == "postgresql":
                cursor.execute(
                    "SELECT setval(pg_get_serial_sequence(%s, %s), %s)",
                    [f'"{table}"', key.column, before],
                )
            else:
                cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
                cursor.execute(
                    "INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, before]
                )


def crossings(tables: set[str]) -> Iterator[str]:
    """Each foreign key of these tables that leads from one center to another."""
    for label, rows in borders(frozenset(tables)):
        if rows.exists():
            yield label


@cache
def borders(tables: frozenset[str]) -> list[tuple[str, QuerySet[Model]]]:
    """Label of a foreign key -> the rows in which it crosses."""
    found = []
    for model in apps.get_models(include_auto_created=True):
        if model._meta.db_table in tables:
            for key in model._meta.concrete_fields:
                if isinstance(key, ForeignKey) and (rows := crossing(model, key)) is not None:
                    found.append((f"{model._meta.label_lower}.{key.name}", rows))
    return found


def crossing(model: type[Model], key: ForeignKey) -> QuerySet[Model] | None:
    """The rows in which this key leads to another center; None where it cannot."""
    own, there = path_of(model), path_of(key.related_model)
    label = f"{model._meta.label_lower}.{key.name}"
    rows = model._default_manager.order_by()
    if key.related_model is User and own and label not in OF_ANYBODY:
        return rows.filter(**{key.name: FOREIGN}).exclude(**{own: FOREIGN})
    if own is None or there is None or own == key.name or own.startswith(f"{key.name}__"):
        return None  # what leads to the row's own center cannot lead away from it
    target = f"{key.name}__{there}" if there else key.name
    return rows.filter(**{f"{target}__isnull": False, f"{own}__isnull": False}).exclude(
        **{own: F(target)}
    )


def path_of(model: type[Model]) -> str | None:
    """The way from a row to its center; "" for the center itself, None where there is none."""
    if model is Center:
        return ""
    rows = model._default_manager.all()
    if isinstance(rows, TenantQuerySet):
        return rows.center_path
    if model._meta.auto_created:  # what joins two rows belongs to the first
        for key in model._meta.concrete_fields:
            if isinstance(key, ForeignKey) and (way := path_of(key.related_model)):
                return f"{key.name}__{way}"
    return None
