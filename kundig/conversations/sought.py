"""Which kinds of sensitive data the organisation wants to be told of."""

from __future__ import annotations

from collections.abc import Iterable

from kundig.conversations.models import SensitiveData
from kundig.conversations.sensitive import KINDS, RECORDING

ALL = (*KINDS, RECORDING)


def sought(kinds: Iterable[str] = ALL) -> list[str]:
    """Return those of the kinds that are looked for; where there are none, nobody is asked."""
    found = list(kinds)
    if not found:
        return []
    chosen = SensitiveData.objects.values_list("kinds", flat=True).first()
    return found if chosen is None else [kind for kind in found if kind in chosen]
