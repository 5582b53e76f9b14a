"""The customers' room as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class CustomersConfig(AppConfig):
    """Registers how customers and companies are named in the log."""

    name = "kundig.customers"
    label = "customers"

    def ready(self) -> None:
        """Register the names of customers."""
        from kundig.core.names import names_of
        from kundig.customers.models import Company, Customer

        def customers(ids: set[int]) -> dict[int, str]:
            return {c.pk: c.shown_name for c in Customer.objects.filter(pk__in=ids)}

        def companies(ids: set[int]) -> dict[int, str]:
            return dict(Company.objects.filter(pk__in=ids).values_list("pk", "name"))

        names_of("customer", customers)
        names_of("company", companies)
