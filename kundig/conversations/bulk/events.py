"""What undoing a bulk action does to a conversation; everything else the verbs themselves record."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kundig.conversations.models import State
from kundig.core.events import Word, declare

PUT_BACK = declare(
    "conversation.put_back",
    _("{actor} undid a change: the conversation is “{state}” again"),
    icon="undo-2",
    fields={"state": Word({state.value: state.label for state in State})},
)
