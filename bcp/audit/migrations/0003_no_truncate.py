"""TRUNCATE fires no row triggers, so PostgreSQL refuses it by a trigger of its own."""

from django.db import migrations

FORWARDS = """
CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON audit_auditevent
  FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();
"""
BACKWARDS = "DROP TRIGGER audit_no_truncate ON audit_auditevent;"


def run(sql):
    def on_postgresql(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            with schema_editor.connection.cursor() as cursor:
                cursor.execute(sql)

    return on_postgresql


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_append_only")]
    operations = [migrations.RunPython(run(FORWARDS), run(BACKWARDS))]
