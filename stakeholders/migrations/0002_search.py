"""Search of three letters or more: trigram indexes on PostgreSQL, FTS5 tables on SQLite.

SQLite forgets triggers when Django remakes a table: a later migration that alters one of these
tables ends with `RunPython(drop)` and `RunPython(build)` of this module.
"""

from django.db import migrations

TABLES = (
    "stakeholders_organization",
    "stakeholders_contact",
    "stakeholders_publicorganization",
)
POSTGRESQL = ("CREATE INDEX {table}_search ON {table} USING gin (search_text gin_trgm_ops)",)
SQLITE = (
    """CREATE VIRTUAL TABLE {table}_search USING fts5(
        search_text, content='{table}', content_rowid='id', tokenize='trigram'
    )""",
    "INSERT INTO {table}_search({table}_search) VALUES ('rebuild')",
    """CREATE TRIGGER {table}_search_insert AFTER INSERT ON {table} BEGIN
        INSERT INTO {table}_search(rowid, search_text) VALUES (new.id, new.search_text);
    END""",
    """CREATE TRIGGER {table}_search_delete AFTER DELETE ON {table} BEGIN
        INSERT INTO {table}_search({table}_search, rowid, search_text)
        VALUES ('delete', old.id, old.search_text);
    END""",
    """CREATE TRIGGER {table}_search_update AFTER UPDATE OF search_text ON {table}
    WHEN old.search_text IS NOT new.search_text BEGIN
        INSERT INTO {table}_search({table}_search, rowid, search_text)
        VALUES ('delete', old.id, old.search_text);
        INSERT INTO {table}_search(rowid, search_text) VALUES (new.id, new.search_text);
    END""",
)


def build(apps, schema_editor):
    """Make the indexes."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        statements = POSTGRESQL
    else:
        statements = SQLITE
    for table in TABLES:
        for statement in statements:
            schema_editor.execute(statement.format(table=table))


def drop(apps, schema_editor):
    """Take the indexes away."""
    for table in TABLES:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP INDEX IF EXISTS {table}_search")
        else:
            schema_editor.execute(f"DROP TABLE IF EXISTS {table}_search")
            for event in ("insert", "delete", "update"):
                schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_search_{event}")


class Migration(migrations.Migration):
    dependencies = [("stakeholders", "0001_initial")]
    operations = [migrations.RunPython(build, drop)]
