"""What signing in leaves in the audit trail. Known and unknown addresses cost the same work."""

from __future__ import annotations

from django.http import HttpRequest

from kundig.core.actor import Actor
from kundig.core.events import note
from kundig.staff import events
from kundig.staff.models import Agent
from kundig.web.peer import neighbourhood_of

# Whoever stands outside; who they are is exactly the question.
STRANGER = Actor("stranger")


def signed_in(request: HttpRequest, agent: Agent) -> None:
    """Note that an agent has come in."""
    note(events.SIGNED_IN, by=_actor(agent), subject=agent, place=neighbourhood_of(request))


def signed_out(agent: Agent) -> None:
    """Note that an agent has left."""
    note(events.SIGNED_OUT, by=_actor(agent), subject=agent)


def password_failed(request: HttpRequest, email: str) -> None:
    """Note a sign-in with a wrong password, or with an address that nobody has."""
    agent = Agent.objects.with_address(email)
    place = neighbourhood_of(request)
    if agent is None:
        note(events.SIGN_IN_UNKNOWN, by=STRANGER, place=place)
    else:
        note(events.SIGN_IN_FAILED, by=STRANGER, subject=agent, agent=agent.pk, place=place)


def code_failed(request: HttpRequest, agent: Agent) -> None:
    """Note a wrong code, or a wrong answer to the question for the password."""
    place = neighbourhood_of(request)
    note(events.CODE_FAILED, by=STRANGER, subject=agent, agent=agent.pk, place=place)


def factor_changed(agent: Agent, notice: str) -> None:
    """Note that another way of signing in came or went; `notice` is allauth's name for its mail."""
    factor = notice.rpartition("/")[2]
    if factor in events.FACTOR.shown:
        note(events.FACTOR_CHANGED, by=_actor(agent), subject=agent, factor=factor)


def _actor(agent: Agent) -> Actor:
    """Return who acts, by number alone: allauth writes agents into sessions with all that hangs on them."""
    return Actor("agent", agent.pk)
