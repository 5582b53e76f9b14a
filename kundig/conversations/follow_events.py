"""What happens to who follows a conversation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kundig.core.events import Ref, declare

FOLLOWED = declare(
    "conversation.followed",
    _("{actor} lets {agent} follow the conversation"),
    icon="bell-plus",
    fields={"agent": Ref("agent")},
    reflexive=("agent", _("{actor} follows the conversation")),
)
UNFOLLOWED = declare(
    "conversation.unfollowed",
    _("{actor} lets {agent} follow the conversation no more"),
    icon="bell-off",
    fields={"agent": Ref("agent")},
    reflexive=("agent", _("{actor} follows the conversation no more")),
)
