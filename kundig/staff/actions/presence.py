"""set availability, sign of life, fall silent: whether an agent takes new work."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from kundig.core import caps
from kundig.core.actions import action
from kundig.core.actor import Actor
from kundig.core.events import record
from kundig.core.text import one_line
from kundig.core.time import now
from kundig.staff import events, permissions
from kundig.staff.models import Agent, Availability

OWN = permissions.OWN
# Held by Kundig itself alone: no role offers it.
WATCH = "agent.watch"


@action("agent.set_availability", _("Set availability"), needs=OWN, icon="clock")
def set_availability(
    agent: Agent, *, by: Actor, availability: Availability, words: str = ""
) -> None:
    """Say whether the agent takes new work, and if wanted in their own words, for colleagues to read."""
    words = one_line(words, caps.AVAILABILITY_CHARS)
    if availability == agent.availability and words == agent.availability_words:
        return
    before = agent.availability
    _set(agent, availability, words)
    record(
        agent,
        events.AVAILABILITY_SET,
        by=by,
        availability=Availability(availability).value,
        before=Availability(before).value,
    )


@action("agent.sign_of_life", _("Be there"), needs=OWN, icon="clock", offered=False)
def sign_of_life(agent: Agent, *, by: Actor) -> None:
    """Note that the agent is there; whoever went away by silence alone is back."""
    agent.active_at = now()
    agent.save(update_fields=["active_at"])
    if agent.silent_since is not None:
        _set(agent, Availability.AVAILABLE, "")
        record(agent, events.CAME_BACK, by=by)


@action("agent.fall_silent", _("Be away"), needs=WATCH, icon="clock", offered=False)
def fall_silent(agent: Agent, *, by: Actor) -> None:
    """Take an agent who is available, and has not moved for as long as they chose, for away."""
    if not agent.is_available or not agent.away_after or agent.active_at is None:
        return
    if now() - agent.active_at < timedelta(minutes=agent.away_after):
        return
    _set(agent, Availability.AWAY, "")
    agent.silent_since = agent.active_at
    agent.save(update_fields=["silent_since"])
    record(agent, events.FELL_SILENT, by=by)


def _set(agent: Agent, availability: Availability, words: str) -> None:
    agent.availability, agent.availability_words = availability, words
    agent.silent_since = None
    agent.save(update_fields=["availability", "availability_words", "silent_since"])
