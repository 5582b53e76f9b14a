"""Macros as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class MacrosConfig(AppConfig):
    """Registers the page in the settings, how a macro is named in sentences, and who may know its name."""

    name = "kundig.conversations.macros"
    label = "macros"

    def ready(self) -> None:
        """Register the place and the names."""
        from kundig.conversations.macros import places
        from kundig.conversations.macros.models import Macro
        from kundig.core.names import hidden_from, names_of

        places.register_all()
        names_of(
            "macro", lambda ids: dict(Macro.objects.filter(pk__in=ids).values_list("pk", "title"))
        )
        hidden_from(
            "macro",
            lambda ids, actor: (
                ids
                - set(
                    Macro.objects.visible_to(actor).filter(pk__in=ids).values_list("pk", flat=True)
                )
            ),
        )
