"""What is known about a customer, as labels and values that people read."""

from __future__ import annotations

from kundig.core.own_fields import shown_value
from kundig.customers.models import Customer, CustomField

Fact = tuple[str, str]


def shown_facts(customer: Customer) -> list[Fact]:
    """Return the filled custom fields in their order."""
    if not customer.fields:
        return []
    return [
        (field.label, shown_value(field, customer.fields[field.key]))
        for field in CustomField.objects.all()
        if customer.fields.get(field.key) not in (None, "")
    ]
