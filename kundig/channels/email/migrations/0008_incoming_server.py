"""The server that mail is fetched from has names that hold for POP3, too."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations
from django.db.migrations.operations.base import Operation

FIELDS = ("host", "port", "security", "user", "secret")


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("email", "0007_sender_checks")]

    operations: ClassVar[list[Operation]] = [
        migrations.RenameField("mailbox", f"imap_{name}", f"incoming_{name}") for name in FIELDS
    ]
