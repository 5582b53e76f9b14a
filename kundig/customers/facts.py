"""What is known about a customer, as labels and values that people read."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from kundig.customers.models import Customer, CustomField, FieldKind

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


def shown_value(field: CustomField, value: Any) -> str:
    """Return a stored value in the reader's language."""
    match field.kind:
        case FieldKind.YES_NO:
            return _("Yes") if value else _("No")
        case FieldKind.DATE:
            return date_format(date.fromisoformat(value), "SHORT_DATE_FORMAT")
        case FieldKind.NUMBER:
            return number_format(value, use_l10n=True)
        case _:
            return str(value)
