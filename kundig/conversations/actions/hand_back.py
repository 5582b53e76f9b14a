"""hand back, take back: what becomes of somebody's conversations while they are away."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from kundig.conversations import events
from kundig.conversations.actions.beside import keep_beside
from kundig.conversations.models import Conversation, State
from kundig.core.actions import action
from kundig.core.actor import Actor
from kundig.core.errors import Refused
from kundig.core.events import record
from kundig.core.models import Event
from kundig.staff.models import Agent
from kundig.staff.permissions import OWN

DONE = (State.RESOLVED, State.CLOSED)


@action("agent.hand_back", _("Hand conversations back"), needs=OWN, icon="undo-2")
def hand_back(agent: Agent, *, by: Actor, conversations: Sequence[Conversation]) -> None:
    """Give up unfinished conversations of the agent's own: each stays with its team, with nobody in charge.

    What is no longer theirs, or finished, is left alone. Undo with `take_back`.
    """
    given = _given_up(agent, [conversation.pk for conversation in conversations])
    for conversation in given:
        conversation.assignee = None
        conversation.save(update_fields=["assignee"])
        keep_beside(conversation)
        record(conversation, events.UNASSIGNED, by=by, from_agent=agent.pk)
    if given:
        pks = [conversation.pk for conversation in given]
        record(agent, events.HANDED_BACK, by=by, count=len(pks), conversations=pks)


@action("agent.take_back", _("Take conversations back"), needs=OWN, icon="rotate-ccw")
def take_back(agent: Agent, *, by: Actor) -> None:
    """Take back what the agent handed back last, as far as nobody else has taken it and it is unfinished."""
    last = last_handed_back(agent)
    if last is None:
        raise Refused(_("There is nothing to take back."))
    rows = Conversation.objects.visible_to(agent.actor).select_for_update(no_key=True, of=("self",))
    free = rows.filter(pk__in=last.data["conversations"], assignee=None).exclude(state__in=DONE)
    taken = list(free.order_by("pk"))
    for conversation in taken:
        conversation.assignee = agent
        conversation.save(update_fields=["assignee"])
        keep_beside(conversation)
        record(conversation, events.ASSIGNED, by=by, agent=agent.pk, from_agent=None)
    record(agent, events.TAKEN_BACK, by=by, count=len(taken))


def last_handed_back(agent: Agent) -> Event | None:
    """Return the last time the agent handed conversations back; None where they took them back since."""
    ways = (events.HANDED_BACK, events.TAKEN_BACK)
    found = Event.objects.filter(subject_kind="agent", subject_id=agent.pk, kind__in=ways)
    last = found.order_by("-pk").first()
    return last if last is not None and last.kind == events.HANDED_BACK else None


def _given_up(agent: Agent, pks: Sequence[int]) -> list[Conversation]:
    rows = Conversation.objects.select_for_update(no_key=True, of=("self",)).filter(
        pk__in=pks, assignee=agent, beside=None
    )
    return list(rows.exclude(state__in=DONE).order_by("pk"))
