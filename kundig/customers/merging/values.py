"""What is known about a customer or a company beside what hangs on them: values of which one must stay."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from kundig.core.errors import Refused
from kundig.customers.models import Company, Customer

# Names of the values, as programs and forms say them, and where they lie.
_KEPT: dict[type[models.Model], dict[str, str]] = {
    Customer: {"name": "name", "company": "company_id", "language": "language", "vip": "vip_since"},
    Company: {"name": "name"},
}
OWN = "fields."

Values = dict[str, Any]
# Each value that becomes another one, as [before, after].
Changes = dict[str, list[Any]]


def values_of(thing: models.Model) -> Values:
    """Return the values by their names, as JSON knows them; the organisation's own as ``fields.key``."""
    found = {
        name: _plain(getattr(thing, attribute)) for name, attribute in _KEPT[type(thing)].items()
    }
    if isinstance(thing, Customer):
        found |= {f"{OWN}{key}": value for key, value in thing.fields.items()}
    return found


def choose(source: models.Model, target: models.Model, keep: Collection[str]) -> Changes:
    """Return what changes at `target`: the values of `source` named in `keep`, and what only `source` knows.

    Refused for a name that there is no value of.
    """
    theirs, ours = values_of(source), values_of(target)
    if set(keep) - set(theirs) - set(ours):
        raise Refused(_("There is no such value."))
    return {
        name: [ours.get(name), value]
        for name, value in theirs.items()
        if not _is_empty(value)
        and value != ours.get(name)
        and (name in keep or _is_empty(ours.get(name)))
    }


def put(thing: models.Model, values: Values) -> None:
    """Write values, as `values_of` names them; None takes one of the organisation's own away."""
    kept = _KEPT[type(thing)]
    attributes = [kept[name] for name in values if name in kept]
    for name, value in values.items():
        if name in kept:
            attribute = kept[name]
            setattr(thing, attribute, parse_datetime(value or "") if name == "vip" else value)
        elif isinstance(thing, Customer):
            own = {**thing.fields, name.removeprefix(OWN): value}
            thing.fields = {key: one for key, one in own.items() if one is not None}
            attributes.append("fields")
    if attributes:
        thing.save(update_fields=set(attributes))


def take_back(thing: models.Model, changes: Changes) -> Values:
    """Return what the values were before, without those that were changed once more since."""
    present = values_of(thing)
    return {name: before for name, (before, after) in changes.items() if present.get(name) == after}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _is_empty(value: Any) -> bool:
    return value is None or value in ("", [])
