"""What an agent may do, and on which subjects."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Protocol, runtime_checkable

from kundig.core.permissions import is_declared


@runtime_checkable
class Guarded(Protocol):
    """A subject that only some may touch: conversations and what hangs on them."""

    def is_within(self, grants: AgentGrants) -> bool:
        """Tell whether an agent with these grants may see the subject."""
        ...


@runtime_checkable
class Owned(Protocol):
    """Something that belongs to one agent alone: the account, its tokens."""

    def is_own_of(self, agent_id: int) -> bool:
        """Tell whether it belongs to that agent."""
        ...


# Everybody's right over what is their own, and nobody else's: no role gives or takes it.
OWN = "staff.own"


@dataclass(frozen=True)
class AgentGrants:
    """An agent's rights: permissions of the role, and the teams it is limited to (None: sees all)."""

    agent_id: int
    permissions: frozenset[str]
    is_administrator: bool
    teams: frozenset[int] | None

    @cached_property
    def impersonal(self) -> AgentGrants:
        """Return these rights as nobody's: equal for all agents who may do and see the same."""
        return replace(self, agent_id=0)

    def allow(self, permission: str, subject: Any) -> bool:
        """Tell whether the permission is held and the subject lies within reach."""
        if permission == OWN:
            return isinstance(subject, Owned) and subject.is_own_of(self.agent_id)
        if not self._hold(permission):
            return False
        return not isinstance(subject, Guarded) or subject.is_within(self)

    def _hold(self, permission: str) -> bool:
        if self.is_administrator:
            return is_declared(permission)
        return permission in self.permissions
