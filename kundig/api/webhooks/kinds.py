"""The kinds of events that webhooks can be told of: those about what the API shows."""

from __future__ import annotations

from collections import defaultdict
from functools import cache

from django.db.models import Model

from kundig.conversations.models import Conversation
from kundig.core.events import EventKind, kinds
from kundig.customers.models import Company, Customer

# What events are about, by the log's word for it.
SUBJECTS: dict[str, type[Model]] = {
    "conversation": Conversation,
    "customer": Customer,
    "company": Company,
}


@cache
def offered() -> dict[str, EventKind]:
    """Return the kinds by their names; call it when all rooms have declared theirs."""
    return {kind.name: kind for kind in kinds() if kind.name.partition(".")[0] in SUBJECTS}


def words(kind: EventKind) -> str:
    """Return what a kind says in the active language, with … for what differs from one to the next."""
    return str(kind.sentence).format_map(defaultdict(lambda: "…"))
