"""What happens to bulk actions, and to a conversation when one is undone; the verbs themselves record the rest."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kundig.conversations.models import State
from kundig.core.events import Ref, Word, declare

STARTED = declare(
    "bulk_run.started",
    _("{actor} began to change {number} conversations at once"),
    icon="list-checks",
    fields={"number": int},
)
CANCELLED = declare(
    "bulk_run.cancelled", _("{actor} cancelled the change of many conversations"), icon="x"
)
UNDO_STARTED = declare(
    "bulk_run.undo_started",
    _("{actor} began to undo the change of many conversations"),
    icon="undo-2",
)
PUT_BACK = declare(
    "conversation.put_back",
    _("{actor} undid a change: the conversation is “{state}” again"),
    icon="undo-2",
    fields={"state": Word({state.value: state.label for state in State})},
)
TAKEN_FROM_TEAM = declare(
    "conversation.taken_from_team",
    _(
        "{actor} undid a change: the conversation belongs to no team again, no longer to {from_team}"
    ),
    icon="undo-2",
    fields={"from_team": Ref("team")},
)
