# Written by makemigrations.

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("wizard", "0007_drift"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="resource",
            name="one_row_per_resource",
        ),
        migrations.AddField(
            model_name="resource",
            name="looked_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="resource",
            name="removed_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="resource",
            name="removed_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="wizard.run"
            ),
        ),
        migrations.AddField(
            model_name="resource",
            name="there",
            field=models.BooleanField(default=True),
        ),
        migrations.AlterField(
            model_name="revision",
            name="origin",
            field=models.CharField(
                choices=[
                    ("typed", "typed"),
                    ("uploaded", "uploaded"),
                    ("read", "read from the API"),
                    ("undone", "withdrawn by undoing"),
                ],
                max_length=16,
            ),
        ),
        migrations.AlterField(
            model_name="run",
            name="kind",
            field=models.CharField(
                choices=[
                    ("plan", "Looks at what would change"),
                    ("carry-out", "Carries the step out"),
                    ("by-hand", "Done by hand"),
                    ("observe", "Reads the cloud back"),
                    ("agreement", "Compares both clouds"),
                    ("real-thing", "Redeems a real sign-in"),
                    ("drift", "Looks whether something changed"),
                    ("undo-plan", "Looks at what undoing would remove"),
                    ("undo", "Undoes"),
                    ("inventory", "Looks what is still there"),
                ],
                max_length=16,
            ),
        ),
        migrations.AddConstraint(
            model_name="resource",
            constraint=models.UniqueConstraint(
                condition=models.Q(("removed_at", None)),
                fields=("setup", "side", "kind", "cloud_id"),
                name="one_row_per_resource_there",
            ),
        ),
    ]
