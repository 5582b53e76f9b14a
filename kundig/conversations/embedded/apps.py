"""Embedded cards as a Django app."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EmbeddedConfig(AppConfig):
    """Registers the page in the settings and how a card is named in sentences."""

    name = "kundig.conversations.embedded"
    label = "embedded"

    def ready(self) -> None:
        """Register the place and the names."""
        from kundig.conversations.embedded.models import EmbeddedCard
        from kundig.conversations.permissions import GROUP
        from kundig.core.names import names_of
        from kundig.staff.guard import held
        from kundig.staff.permissions import MANAGE_SETTINGS
        from kundig.web.places import Place, register

        open_to = held(MANAGE_SETTINGS, everywhere=True)
        name = "embedded-cards"
        words = _("Cards of other systems")
        found_by = _("embedded, shop, orders, CRM, ERP, panel, integration")
        icon = "panel-right"
        register(Place(name, words, icon, name, "settings", GROUP, 226, open_to, words=found_by))
        names_of(
            "embeddedcard",
            lambda ids: dict(EmbeddedCard.objects.filter(pk__in=ids).values_list("pk", "title")),
        )
