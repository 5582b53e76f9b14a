"""Who does something: an agent, a customer, a rule, a token, the clock."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol


class Grants(Protocol):
    """What an actor may do; the people's floor implements it for roles."""

    def allow(self, permission: str, subject: Any) -> bool:
        """Tell whether `permission` is granted on `subject` (None: in general)."""
        ...

    def __hash__(self) -> int:
        """Return the same for the same rights: what is written once for all who have them is kept by it."""
        ...


class Everything:
    """The grants of Kundig itself: its channels, clocks and jobs."""

    def allow(self, permission: str, subject: Any) -> bool:
        """Allow everything."""
        return True


class Nothing:
    """No grants at all: what an unknown actor has."""

    def allow(self, permission: str, subject: Any) -> bool:
        """Allow nothing."""
        return False


@dataclass(frozen=True)
class Actor:
    """Whoever stands behind an action. `kind` and `id` are what the log keeps; names are looked up when read."""

    kind: str
    id: int | None = None
    grants: Grants = field(default_factory=Nothing, compare=False, repr=False)

    def may(self, permission: str, subject: Any = None) -> bool:
        """Tell whether this actor holds `permission`, on `subject` where one is given."""
        return self.grants.allow(permission, subject)


# Kundig itself: an incoming mail, a clock that ran out, a job.
SYSTEM = Actor("system", None, Everything())
