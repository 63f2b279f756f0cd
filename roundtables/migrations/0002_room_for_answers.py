"""Room on each page of PostgreSQL for answers: one that fits on the page of its row, and moves no
index, is written in one place only.
"""

from typing import Any

from django.db import migrations


def leave_room(apps: Any, schema_editor: Any) -> None:
    """Leave three tenths of each page free."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE roundtables_invitation SET (fillfactor = 70)")


class Migration(migrations.Migration):
    dependencies = [("roundtables", "0001_initial")]
    operations = [migrations.RunPython(leave_room, migrations.RunPython.noop)]
