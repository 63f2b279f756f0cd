"""The reference data, read from the project's files once and then copied into each test."""

from django.apps import apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection
from django.db.models import Model

from bcp.accounts.models import Center, State
from engagements.models.vocabulary import ReferenceLoad, ReferenceModel

_copies: list[tuple[type[Model], list[Model]]] = []


def reference_models() -> list[type[Model]]:
    """States, centers, then the vocabulary in the order of its foreign keys, then its links."""
    vocabulary = [
        model
        for model in apps.get_app_config("engagements").get_models()
        if issubclass(model, ReferenceModel | ReferenceLoad)
    ]
    links = [
        field.remote_field.through for model in vocabulary for field in model._meta.many_to_many
    ]
    return [State, Center, *vocabulary, *links]


def bring_reference() -> None:
    """Load the reference files the first time; put copies of the rows in every time after."""
    if not _copies:
        call_command("load_reference", verbosity=0)
        for model in reference_models():
            rows = model._default_manager.all()
            if model is Center:
                rows = rows.filter(is_reference=True)
            _copies.append((model, list(rows)))
        return
    for model, rows in _copies:
        for row in rows:
            row._state.adding = True
            if model is Center:
                row.pk = None
        model._default_manager.bulk_create(rows, ignore_conflicts=model is not Center)
    for sql in connection.ops.sequence_reset_sql(no_style(), [model for model, _ in _copies]):
        with connection.cursor() as cursor:
            cursor.execute(sql)
