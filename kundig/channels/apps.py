"""The channels' room as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    """Names the room and puts its page into the settings."""

    name = "kundig.channels"
    label = "channels"

    def ready(self) -> None:
        """Register the page of what waits to go out."""
        from django.utils.translation import gettext_lazy as _

        from kundig.channels.permissions import GROUP, MANAGE
        from kundig.staff.guard import held
        from kundig.web.places import Place, register

        register(
            Place(
                "outgoing", _("Outgoing"), "send", "outgoing", "settings", GROUP, 215, held(MANAGE)
            )
        )
