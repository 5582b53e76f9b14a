"""The ground room as a Django app."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CoreConfig(AppConfig):
    """Opens last-but-one and loads every room's registries, so that a wrong declaration fails at start."""

    name = "kundig.core"
    label = "core"

    def ready(self) -> None:
        """Load permissions, events, actions, reactions and slots of all rooms."""
        autodiscover_modules("permissions")
        autodiscover_modules("events")
        autodiscover_modules("actions")
        import_module("kundig.core.refusals")
        autodiscover_modules("reactions")
