"""Values of custom fields, checked against their declaration."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from kundig.core.errors import Refused
from kundig.core.own_fields import clean_value
from kundig.customers.models import CustomField


def clean_fields(values: dict[str, Any]) -> dict[str, Any]:
    """Return `values` as they are stored; refused for unknown keys and values that don't fit.

    None or an empty text clears a field.
    """
    known = {field.key: field for field in CustomField.objects.all()}
    unknown = set(values) - set(known)
    if unknown:
        raise Refused(_("There is no such field."))
    return {key: clean_value(known[key], value) for key, value in values.items()}
