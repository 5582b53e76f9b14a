"""What models can't say: how blobs are stored, and the table of the shared cache."""

from __future__ import annotations

from django.db import migrations

# Blobs are compressed already (pictures, archives) or read in pieces, which compression would forbid.
BLOBS = "ALTER TABLE core_blob ALTER COLUMN content SET STORAGE EXTERNAL"
# The layout of Django's database cache. Not logged: what it holds may be lost.
CACHE = """
CREATE UNLOGGED TABLE core_cache (
    cache_key varchar(255) PRIMARY KEY,
    value text NOT NULL,
    expires timestamptz NOT NULL
);
CREATE INDEX core_cache_expires ON core_cache (expires);
"""


class Migration(migrations.Migration):
    """Runs after the tables exist."""

    dependencies = [("core", "0001_initial")]
    operations = [
        migrations.RunSQL(BLOBS, migrations.RunSQL.noop),
        migrations.RunSQL(CACHE, "DROP TABLE core_cache"),
    ]
