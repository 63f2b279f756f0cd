from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("stakeholders", "0003_import_faults_and_stage")]

    operations = [
        migrations.AddField(
            model_name="organizationmerge",
            name="after",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="organizationmerge",
            name="absorbed_archived_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
