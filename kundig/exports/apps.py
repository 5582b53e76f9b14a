"""The room of exports as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class ExportsConfig(AppConfig):
    """Registers names and the page in the settings."""

    name = "kundig.exports"
    label = "exports"

    def ready(self) -> None:
        """Register what exports are called, and where their page stands."""
        from kundig.core.names import names_of
        from kundig.customers.erasing.erasers import erased_by
        from kundig.exports import pages
        from kundig.exports.erasing import erase_exports

        pages.register_all()
        # After the words: what is asked for from then on holds none of them.
        erased_by(erase_exports, order=110)
        names_of("export", lambda ids: {pk: f"#{pk}" for pk in ids})
