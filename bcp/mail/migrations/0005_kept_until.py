"""Each batch says until when the text of mails that nobody decided about is kept."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("mail", "0004_room_for_updates"),
    ]

    operations = [
        migrations.AddField(
            model_name="mailbatch",
            name="kept_until",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
