"""A mail is updated three times on its way: pages with room need no change of any index for it."""

from django.db import migrations

TABLE = "mail_outgoingmail"


def leave_room(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"ALTER TABLE {TABLE} SET (fillfactor = 50)")


class Migration(migrations.Migration):
    dependencies = [("mail", "0002_instance")]
    operations = [migrations.RunPython(leave_room, migrations.RunPython.noop)]
