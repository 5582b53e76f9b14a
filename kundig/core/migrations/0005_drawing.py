from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0004_audit")]

    operations = [
        migrations.CreateModel(
            name="Drawing",
            fields=[
                (
                    "blob",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="drawing",
                        serialize=False,
                        to="core.blob",
                    ),
                ),
                ("content_type", models.CharField(blank=True, max_length=20)),
                ("content", models.BinaryField()),
            ],
        ),
    ]
