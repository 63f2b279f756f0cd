"""Until when answers are open is kept as it was told: as a wall time, beside its instant."""

from typing import Any
from zoneinfo import ZoneInfo

from django.db import migrations, models


def write_down(apps: Any, schema_editor: Any) -> None:
    """What the clocks show at the instant by the rules of today, which is what people were told."""
    rows = apps.get_model("roundtables", "Roundtable").objects.exclude(answers_close_at=None)
    for row in rows.only("time_zone", "answers_close_at").iterator():
        wall = row.answers_close_at.astimezone(ZoneInfo(row.time_zone))
        row.wall_close = f"{wall:%Y-%m-%dT%H:%M}"
        row.save(update_fields=["wall_close"])


class Migration(migrations.Migration):
    dependencies = [("roundtables", "0008_fewer_indexes_for_answers")]

    operations = [
        migrations.AddField(
            model_name="roundtable",
            name="wall_close",
            field=models.CharField(blank=True, max_length=16),
        ),
        migrations.RunPython(write_down, migrations.RunPython.noop),
    ]
