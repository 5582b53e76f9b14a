"""Merging as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class MergingConfig(AppConfig):
    """Registers who goes along when a company is taken out of another one again."""

    name = "kundig.customers.merging"
    label = "merging"

    def ready(self) -> None:
        """Register what comes later."""
        from kundig.customers.merging import reactions  # noqa: F401  # registers them
        from kundig.customers.merging.belongings import came_later
        from kundig.customers.merging.later import newcomers
        from kundig.customers.merging.models import CompanyMerge

        came_later(CompanyMerge, newcomers)
