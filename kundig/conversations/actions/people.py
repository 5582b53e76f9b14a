"""note_merge: a conversation tells that its customer was known twice."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kundig.conversations import events, permissions
from kundig.conversations.models import Conversation
from kundig.core.actions import action
from kundig.core.actor import Actor
from kundig.core.events import record


@action(
    "conversation.note_merge",
    _("Note that the customer was merged"),
    needs=permissions.RECEIVE,
    icon="merge",
    offered=False,
)
def note_merge(
    conversation: Conversation, *, by: Actor, merge: int, separated: bool = False
) -> None:
    """Write into the timeline that the customer's entries were merged, or separated again."""
    kind = events.CUSTOMER_SEPARATED if separated else events.CUSTOMER_MERGED
    record(conversation, kind, by=by, merge=merge)
