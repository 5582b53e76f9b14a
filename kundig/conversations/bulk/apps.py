"""Bulk actions as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class BulkConfig(AppConfig):
    """Registers the page in the settings and how a bulk action is named in sentences."""

    name = "kundig.conversations.bulk"
    label = "bulk"

    def ready(self) -> None:
        """Register the place and the names."""
        from kundig.conversations.bulk import places
        from kundig.core.names import names_of

        places.register_all()
        names_of("bulkrun", lambda ids: {pk: f"#{pk}" for pk in ids})
