"""The waitlist's order in its index, and room on each page of PostgreSQL for answers.

An answer that fits on the page of its row, and moves no index, is written in one place only.
"""

from typing import Any

from django.db import migrations, models


def leave_room(apps: Any, schema_editor: Any) -> None:
    """Only rows written from now on: those that are there get room as they are changed."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE roundtables_invitation SET (fillfactor = 70)")


class Migration(migrations.Migration):
    dependencies = [("roundtables", "0010_spanish_notice")]

    operations = [
        migrations.RemoveIndex("invitation", "waitlists"),
        migrations.AddIndex(
            "invitation",
            models.Index(
                fields=["roundtable", "waitlisted_at", "id"],
                condition=models.Q(waitlisted_at__isnull=False),
                name="waitlists",
            ),
        ),
        migrations.RunPython(leave_room, migrations.RunPython.noop),
    ]
