"""Items of the checklist know what does them by itself."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

FACTS = {
    "Send the request to DHS": "request",
    "Name the planning committee": "committee",
    "Fix date, format and venue": "date",
    "Privacy officer signs the RSVP notice": "notice",
    "Send the invitations": "invitations",
    "Experts confirmed": "experts",
    "Packet signed off and released": "packet",
    "After-action report": "report",
}


def name_facts(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """The items that every engagement was opened with."""
    items = apps.get_model("engagements", "ChecklistItem").objects
    for title, fact in FACTS.items():
        items.filter(title=title, due_offset_days__isnull=False).update(fact=fact)


class Migration(migrations.Migration):
    dependencies = [("engagements", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="checklistitem",
            name="fact",
            field=models.CharField(
                blank=True,
                choices=[
                    ("request", "Request sent"),
                    ("committee", "Planning committee named"),
                    ("date", "Date, format and venue fixed"),
                    ("agenda", "Agenda complete"),
                    ("notice", "RSVP notice signed"),
                    ("invitations", "Invitations sent"),
                    ("experts", "Experts confirmed"),
                    ("packet", "Packet released"),
                    ("report", "After-action report signed"),
                ],
                default="",
                editable=False,
                max_length=12,
            ),
            preserve_default=False,
        ),
        migrations.RunPython(name_facts, migrations.RunPython.noop),
    ]
