"""The API as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """Registers the page of the reference."""

    name = "kundig.api"
    label = "api"

    def ready(self) -> None:
        """Register the place in the settings."""
        from kundig.api import places

        places.register_all()
