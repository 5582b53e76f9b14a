"""The room of notifications as a Django app."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class NotificationsConfig(AppConfig):
    """Registers pages, what notifications are about, and who hears that a bell has rung."""

    name = "kundig.notifications"
    label = "notifications"

    def ready(self) -> None:
        """Register all of it; rooms above declare kinds of their own in a module `notifying`."""
        from kundig.core.live import scope_of
        from kundig.core.names import names_of
        from kundig.notifications import about, pages
        from kundig.notifications.models import Bell, owners_of

        autodiscover_modules("notifying")
        about.register_all()
        pages.register_all()
        scope_of("bell", owners_of)
        names_of(
            "bell",
            lambda ids: dict(Bell.objects.filter(pk__in=ids).values_list("pk", "agent__name")),
        )
