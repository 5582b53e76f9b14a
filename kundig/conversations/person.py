"""Everything that was said with one person, newest first, grouped by conversation as it happened."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Q

from kundig.conversations.models import Conversation, ConversationQuerySet, Message
from kundig.conversations.shown import ShownMessage, for_showing, shown_messages
from kundig.core import caps
from kundig.customers.models import Customer


def load_stream(
    customer: Customer, visible: ConversationQuerySet, before: int | None = None
) -> dict[str, Any]:
    """Return `groups` of (conversation, messages) and `earlier`, the message to go on before, if any."""
    mine = visible.filter(customer=customer)
    rows = Message.objects.filter(conversation__in=mine, withdrawn_at=None)
    last = Message.objects.filter(conversation__in=mine, pk=before).first() if before else None
    if last is not None:
        older = Q(created_at__lt=last.created_at)
        rows = rows.filter(older | Q(created_at=last.created_at, pk__lt=last.pk))
    newest = rows.select_related("conversation").order_by("-created_at", "-pk")
    found = shown_messages(for_showing(newest)[: caps.STREAM_MESSAGES + 1])
    shown = found[: caps.STREAM_MESSAGES]
    more = shown[-1].message.pk if len(found) > caps.STREAM_MESSAGES else None
    return {"groups": _grouped(shown), "earlier": more}


def _grouped(
    messages: Sequence[ShownMessage],
) -> list[tuple[Conversation, list[ShownMessage]]]:
    groups: list[tuple[Conversation, list[ShownMessage]]] = []
    for shown in messages:
        conversation = shown.message.conversation
        if not groups or groups[-1][0] != conversation:
            groups.append((conversation, []))
        groups[-1][1].append(shown)
    return groups
