"""The values of two entries side by side, and which of them stays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kundig.core.languages import LANGUAGES
from kundig.core.own_fields import shown_value
from kundig.customers.merging.values import OWN, values_of
from kundig.customers.models import Company, CustomField

_LABELS: dict[str, str | Promise] = {
    "name": gettext_lazy("Name"),
    "company": gettext_lazy("Company"),
    "language": gettext_lazy("Language"),
    "vip": gettext_lazy("Very important customer"),
}


@dataclass(frozen=True)
class Side:
    """One value of both entries, as people read it; `is_open` where somebody has to say which one stays."""

    name: str
    label: str
    theirs: str
    ours: str

    @property
    def is_open(self) -> bool:
        """Tell whether both have a value, and not the same one."""
        return bool(self.theirs and self.ours and self.theirs != self.ours)


def side_by_side(source: models.Model, target: models.Model) -> list[Side]:
    """Return the values that at least one of them has, in the order of the page of a customer."""
    theirs, ours = _shown(source), _shown(target)
    return [
        Side(name, label, theirs.get(name, ""), ours.get(name, ""))
        for name, label in _labels(theirs.keys() | ours.keys())
        if theirs.get(name) or ours.get(name)
    ]


def _labels(names: Any) -> Iterator[tuple[str, str]]:
    for name, label in _LABELS.items():
        if name in names:
            yield name, str(label)
    for field in CustomField.objects.all():
        if f"{OWN}{field.key}" in names:
            yield f"{OWN}{field.key}", field.label


def _shown(thing: models.Model) -> dict[str, str]:
    own = {f"{OWN}{field.key}": field for field in CustomField.objects.all()}
    shown = {}
    for name, value in values_of(thing).items():
        if value in (None, "", []):
            continue
        if name in own:
            shown[name] = shown_value(own[name], value)
        elif name in _LABELS:
            shown[name] = _word(name, value)
    return shown


def _word(name: str, value: Any) -> str:
    match name:
        case "company":
            return str(Company.objects.get(pk=value))
        case "language":
            return str(LANGUAGES.get(value, value))
        case "vip":
            since = datetime.fromisoformat(value)
            return _("Since %(day)s") % {"day": date_format(since, "SHORT_DATE_FORMAT")}
        case _:
            return str(value)
