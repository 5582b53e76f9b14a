"""Files that were made of people: whoever is erased may stand in each of them, so all end now."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q

from kundig.core.actor import SYSTEM
from kundig.customers.erasing.erasers import Person
from kundig.exports import actions
from kundig.exports.models import Export


def erase_exports(person: Person) -> Iterator[None]:  # noqa: ARG001  # a list does not tell who stands in it
    """Delete every file that is kept, and what was searched for; those under way end, they may have read already."""
    for export in Export.objects.under_way():
        actions.cancel(export, by=SYSTEM)
        yield
    for export in Export.objects.filter(Q(expires_at__isnull=False) | ~Q(search="")):
        actions.forget(export, by=SYSTEM)
        yield
