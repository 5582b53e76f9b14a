"""The ways to send an answer, and which of them an agent's send button takes."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kundig.conversations import permissions
from kundig.conversations.models import Conversation
from kundig.staff.models import Agent


@dataclass(frozen=True)
class Way:
    """What becomes of a conversation with its answer; `name` is what forms say as `then`, empty for nothing."""

    name: str
    label: str | Promise
    icon: str
    # For the button, where the label would be too long.
    short: str | Promise = ""


PLAIN = Way("", _("Send to customer"), "send")
SNOOZE = Way(
    "snooze",
    _("Send and snooze until the next working day"),
    "alarm-clock",
    _("Send and snooze"),
)
WAYS = (
    PLAIN,
    Way("resolve", _("Send and resolve"), "circle-check"),
    Way("next", _("Send and next"), "arrow-right"),
    Way("resolve-next", _("Send, resolve and next"), "circle-check"),
    SNOOZE,
)
BY_NAME = {way.name: way for way in WAYS}
# A third party is no customer, and what stands beside a conversation is never put away by itself.
_BESIDE = Way("", _("Send"), "send")


def ways_for(agent: Agent, conversation: Conversation) -> tuple[Way, tuple[Way, ...]]:
    """Return the way of the agent's send button here, and the other ones, for the menu beside it."""
    if conversation.beside_id is not None:
        return _BESIDE, tuple(way for way in WAYS if way not in (PLAIN, SNOOZE))
    may_snooze = agent.may(permissions.WORK, conversation)
    offered = [way for way in WAYS if may_snooze or way is not SNOOZE]
    usual = BY_NAME.get(agent.usual_send, PLAIN)
    usual = usual if usual in offered else PLAIN
    return usual, tuple(way for way in offered if way is not usual)
