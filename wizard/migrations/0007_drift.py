# Written by hand, checked by `makemigrations --check`.

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("wizard", "0006_budgets"),
    ]

    operations = [
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
                ],
                max_length=16,
            ),
        ),
    ]
