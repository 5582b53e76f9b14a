"""Values of custom fields, checked against their declaration."""

from __future__ import annotations

import math
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from kundig.core.errors import Refused
from kundig.core.text import one_line
from kundig.customers.models import CustomField, FieldKind


def clean_fields(values: dict[str, Any]) -> dict[str, Any]:
    """Return `values` as they are stored; refused for unknown keys and values that don't fit.

    None or an empty text clears a field.
    """
    known = {field.key: field for field in CustomField.objects.all()}
    unknown = set(values) - set(known)
    if unknown:
        raise Refused(_("There is no such field."))
    return {key: _clean(known[key], value) for key, value in values.items()}


def _clean(field: CustomField, value: Any) -> Any:
    if value is None or value == "":
        return None
    try:
        return _converted(field, value)
    except (TypeError, ValueError) as problem:
        raise Refused(
            _("“%(field)s”: this value does not fit.") % {"field": field.label}
        ) from problem


def _converted(field: CustomField, value: Any) -> Any:
    match field.kind:
        case FieldKind.NUMBER:
            number = float(str(value).replace(",", "."))
            if not math.isfinite(number):
                raise ValueError(value)
            return number
        case FieldKind.DATE:
            return date.fromisoformat(str(value)).isoformat()
        case FieldKind.CHOICE:
            if value not in field.choices:
                raise ValueError(value)
            return value
        case FieldKind.YES_NO:
            return value in (True, "true", "on", "1")
        case _:
            return one_line(str(value), 500)
