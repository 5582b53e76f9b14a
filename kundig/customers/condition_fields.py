"""What conditions can say of a customer; for what belongs to a customer, each field is taken along with `Field.of`."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from kundig.core.conditions import Catalogue, Field
from kundig.core.conditions.fields import Many
from kundig.core.conditions.operators import CHOICE, MOMENT, TEXT, YES_NO_BY_MOMENT
from kundig.core.conditions.own import Declared, own_conditions
from kundig.core.languages import LANGUAGES
from kundig.customers.models import Address, Customer, CustomField
from kundig.customers.permissions import GROUP


def _company_name(customer: Customer) -> str | None:
    return customer.company.name if customer.company else None


def _addresses(customer: Customer) -> list[str]:
    return [address.value for address in customer.addresses.all()]


CUSTOMER_FIELDS = Catalogue(
    [
        Field("name", _("Customer’s name"), TEXT, "name", lambda one: one.name, group=GROUP),
        Field(
            "address",
            _("Customer’s address"),
            TEXT,
            "value",
            _addresses,
            many=Many(Address.objects.all, "customer"),
            group=GROUP,
        ),
        Field("company", _("Company"), TEXT, "company__name", _company_name, group=GROUP),
        Field(
            "vip",
            _("VIP"),
            YES_NO_BY_MOMENT,
            "vip_since",
            lambda one: one.vip_since,
            words={"yes": _("the customer is a VIP"), "no": _("the customer is no VIP")},
            group=GROUP,
        ),
        Field(
            "language",
            _("Customer’s language"),
            CHOICE,
            "language",
            lambda one: one.language,
            choices=lambda _asker: [*LANGUAGES.items(), ("", _("unknown"))],
            group=GROUP,
        ),
        Field(
            "since",
            _("Customer known since"),
            MOMENT,
            "created_at",
            lambda one: one.created_at,
            words={"longer_ago": _("the customer has been known for more than {value_since}")},
            group=GROUP,
        ),
    ]
)


def declared_fields() -> tuple[Declared, ...]:
    """Return the organisation's own fields of customers, as conditions know them."""
    return tuple(map(Declared.of, CustomField.objects.all()))


def own_customer_fields(declared: Iterable[Declared]) -> list[Field]:
    """Return what conditions can say of these fields of customers."""
    return own_conditions(declared, Customer.objects.all, GROUP)
