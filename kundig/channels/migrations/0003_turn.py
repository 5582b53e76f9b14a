"""An index for whose turn it is: the queue asks for the other jobs of a lock with every job it hands out."""

from __future__ import annotations

from django.db import migrations

TURN = """
CREATE INDEX channels_job_turn ON procrastinate_jobs (lock, id)
WHERE status IN ('todo', 'doing') AND lock IS NOT NULL
"""


class Migration(migrations.Migration):
    """Without it, each job of a long queue looks at all the others."""

    dependencies = [
        ("channels", "0002_pace"),
        ("procrastinate", "0041_post_retry_failed_job"),
    ]
    operations = [migrations.RunSQL(TURN, "DROP INDEX channels_job_turn")]
