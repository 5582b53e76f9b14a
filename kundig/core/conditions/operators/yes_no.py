"""What can be said of something that is so or not."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kundig.core.conditions.operators.base import Check, Operator, Sql, lookup, opposite
from kundig.core.conditions.values import Takes


def _pair(sql: Sql, check: Check) -> tuple[Operator, Operator]:
    yes = Operator("yes", _("yes"), _("{field}: yes"), Takes.NOTHING, sql, check)
    return yes, opposite("no", _("no"), _("{field}: no"), yes)


# Kept as true or false; nothing is no.
YES_NO = _pair(
    lambda path, _value, _asker: lookup(path, "exact", True),
    lambda actual, _value, _asker: actual is True,
)
# Kept as the moment since when it is so.
YES_NO_BY_MOMENT = _pair(
    lambda path, _value, _asker: Q(**{f"{path}__isnull": False}),
    lambda actual, _value, _asker: actual is not None,
)
