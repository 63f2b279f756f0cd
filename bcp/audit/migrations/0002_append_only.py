"""The database refuses to change or delete an audit event, whoever asks."""

from django.db import migrations

POSTGRESQL = """
CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'audit events are append-only';
END $$;
CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE ON audit_auditevent
  FOR EACH ROW EXECUTE FUNCTION audit_is_append_only();
"""
SQLITE = """
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit_auditevent
BEGIN SELECT RAISE(ABORT, 'audit events are append-only'); END;
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit_auditevent
BEGIN SELECT RAISE(ABORT, 'audit events are append-only'); END;
"""
UNDO = {
    "postgresql": "DROP TRIGGER audit_no_change ON audit_auditevent; DROP FUNCTION audit_is_append_only();",
    "sqlite": "DROP TRIGGER audit_no_update; DROP TRIGGER audit_no_delete;",
}


def run(sql, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        if schema_editor.connection.vendor == "sqlite":
            for statement in sql.split("END;"):
                if statement.strip():
                    cursor.execute(statement if "DROP" in statement else statement + "END;")
        else:
            cursor.execute(sql)


def forwards(apps, schema_editor):
    run(POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE, schema_editor)


def backwards(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    with schema_editor.connection.cursor() as cursor:
        for statement in UNDO[vendor].split(";"):
            if statement.strip():
                cursor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
