"""The database gets a history of its own when it is made."""

import uuid

from django.db import migrations


def name_history(apps, schema_editor):
    apps.get_model("mail", "Instance").objects.get_or_create(
        pk=1, defaults={"epoch": uuid.uuid4().hex}
    )


class Migration(migrations.Migration):
    dependencies = [("mail", "0001_ledger")]
    operations = [migrations.RunPython(name_history, migrations.RunPython.noop)]
