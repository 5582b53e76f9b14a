"""A database of its own for measuring, kept from run to run."""

from __future__ import annotations

import os
from pathlib import Path


def start(data: Path) -> None:
    """Make Django ready on the database below `data`, made where it does not exist yet."""
    os.environ["KUNDIG_DATA"] = str(data)
    os.environ["KUNDIG_URL"] = "http://testserver"
    os.environ["DJANGO_SETTINGS_MODULE"] = "kundig.config.settings"
    from kundig.config import embedded

    embedded.ensure_url(data)
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
