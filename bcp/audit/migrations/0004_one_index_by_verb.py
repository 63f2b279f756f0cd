"""One index by verb instead of two. The old ones are dropped by name: on SQLite altering the field
would make the table anew, and lose the triggers that keep it from being changed.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_no_truncate")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField("auditevent", "verb", models.CharField(max_length=60))
            ],
            database_operations=[
                migrations.RunSQL(f"DROP INDEX IF EXISTS {name}", migrations.RunSQL.noop)
                for name in (
                    "audit_auditevent_verb_41a3b318_like",
                    "audit_auditevent_verb_41a3b318",
                )
            ],
        ),
        migrations.AddIndex(
            "auditevent",
            models.Index(fields=["verb"], name="audit_verb", opclasses=["varchar_pattern_ops"]),
        ),
    ]
