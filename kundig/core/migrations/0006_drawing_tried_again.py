from __future__ import annotations

from typing import Any

from django.db import migrations, models


def forget_undrawn(apps: Any, _editor: Any) -> None:
    """Among what was taken for undrawable are pictures that only took too long: each gets its tries."""
    apps.get_model("core", "Drawing").objects.filter(content_type="").delete()


class Migration(migrations.Migration):
    dependencies = [("core", "0005_drawing")]

    operations = [
        migrations.AddField("drawing", "failures", models.PositiveSmallIntegerField(default=0)),
        migrations.AddField("drawing", "failed_at", models.DateTimeField(null=True)),
        migrations.RunPython(forget_undrawn, migrations.RunPython.noop),
    ]
