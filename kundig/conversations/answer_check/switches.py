"""Which checks an agent does not want, or nobody does."""

from __future__ import annotations

from django.db.models import Q

from kundig.conversations.models import AnswerChecks
from kundig.staff.models import Agent


def off_for(agent: Agent) -> frozenset[str]:
    """Return the names of the checks that are off for this agent: their own choice, and everybody's."""
    rows = AnswerChecks.objects.filter(Q(agent=agent) | Q(agent=None))
    return frozenset(name for off in rows.values_list("off", flat=True) for name in off)


def own_off(agent: Agent | None) -> frozenset[str]:
    """Return what one agent has switched off; what is off for everybody where there is none."""
    off = AnswerChecks.objects.filter(agent=agent).values_list("off", flat=True).first()
    return frozenset(off or ())
