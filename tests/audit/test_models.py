"""The audit log: written with the act, and never changed."""

import pytest
from django.db import DatabaseError, connection, transaction

from bcp.audit.models import AuditEvent, record

ALLOW_TRUNCATE = "ALTER TABLE audit_auditevent DISABLE TRIGGER audit_no_truncate"
REFUSE_TRUNCATE = "ALTER TABLE audit_auditevent ENABLE TRIGGER audit_no_truncate"


def test_record_says_who_did_what_on_which_row(center, director):
    record("center.renamed", center, by=director, fields=["name"])

    event = AuditEvent.objects.get()
    assert (event.verb, event.actor_id, event.center_id) == (
        "center.renamed",
        director.pk,
        center.pk,
    )
    assert (event.subject_type, event.subject_id) == ("accounts.center", str(center.pk))
    assert event.data == {"fields": ["name"]}


def test_record_goes_with_the_act(center, director):
    with transaction.atomic():
        record("center.renamed", center, by=director)
        transaction.set_rollback(True)

    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize(
    "change",
    [
        lambda: AuditEvent.objects.update(verb="nothing.happened"),
        lambda: AuditEvent.objects.all().delete(),
    ],
    ids=["update", "delete"],
)
def test_the_database_refuses_to_change_an_event(center, director, change):
    event = record("center.renamed", center, by=director)

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        change()

    assert AuditEvent.objects.get().verb == event.verb


def test_the_database_refuses_to_empty_the_log(center, director):
    record("center.renamed", center, by=director)
    is_postgresql = connection.vendor == "postgresql"
    empties = "TRUNCATE audit_auditevent" if is_postgresql else "DELETE FROM audit_auditevent"

    with connection.cursor() as cursor:
        if is_postgresql:
            cursor.execute(REFUSE_TRUNCATE)  # tests/conftest.py lets tests empty their tables
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            cursor.execute(empties)
        if is_postgresql:
            cursor.execute(ALLOW_TRUNCATE)

    assert AuditEvent.objects.exists()
