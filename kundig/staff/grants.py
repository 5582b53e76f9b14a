"""What an agent may do, and on which subjects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable


@runtime_checkable
class Guarded(Protocol):
    """A subject that only some may touch: conversations and what hangs on them."""

    def is_within(self, grants: AgentGrants) -> bool:
        """Tell whether an agent with these grants may see the subject."""
        ...


@dataclass(frozen=True)
class AgentGrants:
    """An agent's rights: permissions of the role, and the teams it is limited to (None: sees all)."""

    agent_id: int
    permissions: frozenset[str]
    is_administrator: bool
    teams: frozenset[int] | None

    def allow(self, permission: str, subject: Any) -> bool:
        """Tell whether the permission is held and the subject lies within reach."""
        if not self.is_administrator and permission not in self.permissions:
            return False
        return not isinstance(subject, Guarded) or subject.is_within(self)
