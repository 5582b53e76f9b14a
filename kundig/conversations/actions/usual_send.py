"""set_usual_send: what an agent's send button does."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kundig.conversations.ways_to_send import BY_NAME
from kundig.core.actions import action
from kundig.core.actor import Actor
from kundig.core.errors import NotAllowed, Refused
from kundig.core.events import record
from kundig.staff import events
from kundig.staff.models import Agent
from kundig.staff.permissions import OWN


@action(
    "agent.set_usual_send",
    _("Choose what the send button does"),
    needs=OWN,
    icon="send",
    offered=False,
)
def set_usual_send(agent: Agent, *, by: Actor, way: str) -> None:
    """Let the agent's send button take this way, by its name in `ways_to_send`; Refused for one that does not exist."""
    if by.kind != "agent" or by.id != agent.pk:
        raise NotAllowed(_("This belongs to somebody else."))
    if way not in BY_NAME:
        raise Refused(_("There is nothing of this name."))
    if way == agent.usual_send:
        return
    agent.usual_send = way
    agent.save(update_fields=["usual_send"])
    record(agent, events.PREFERENCES_SET, by=by, fields=["usual_send"])
