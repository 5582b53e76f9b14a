"""The customers' room as a Django app."""

from __future__ import annotations

from django.apps import AppConfig
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class CustomersConfig(AppConfig):
    """Registers how customers and companies are named in the log."""

    name = "kundig.customers"
    label = "customers"

    def ready(self) -> None:
        """Register the names of customers, and their page."""
        from kundig.core.names import names_of
        from kundig.customers.models import Company, Customer
        from kundig.customers.permissions import ARRANGE, GROUP, SEE
        from kundig.web.places import Place, register

        def customers(ids: set[int]) -> dict[int, str]:
            return {c.pk: c.shown_name for c in Customer.objects.filter(pk__in=ids)}

        def companies(ids: set[int]) -> dict[int, str]:
            return dict(Company.objects.filter(pk__in=ids).values_list("pk", "name"))

        def sees_customers(request: HttpRequest) -> bool:
            return request.user.is_authenticated and request.user.may(SEE)

        def arranges(request: HttpRequest) -> bool:
            return request.user.is_authenticated and request.user.may(ARRANGE)

        register(
            Place(
                "customer-fields",
                _("Customer fields"),
                "sliders-horizontal",
                "customer-fields",
                area="settings",
                group=GROUP,
                order=230,
                open_to=arranges,
                words=_("own fields, custom fields, customer number, date, choice"),
            )
        )
        register(
            Place(
                "mail-hosts",
                _("Public mail hosts"),
                "globe",
                "mail-hosts",
                area="settings",
                group=GROUP,
                order=240,
                open_to=arranges,
                words=_("freemail, gmail, gmx, domains, companies by domain"),
            )
        )
        register(
            Place(
                "customers", _("Customers"), "users", "customers", order=30, open_to=sees_customers
            )
        )
        names_of("customer", customers)
        names_of("company", companies)
