"""What happens in a conversation: a scene and its steps, in the order of time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from .mail import CustomerMail

Priority = Literal["low", "normal", "high", "urgent"]
Outcome = Literal["open", "waiting", "snoozed", "resolved", "closed", "spam"]
CLOCK = "clock"
"""Who acts when nobody does: old resolved conversations are closed by time."""


@dataclass(frozen=True, kw_only=True)
class AgentStep:
    """Something an agent does: `by` is the agent's key in `company`, or CLOCK."""

    at: datetime
    by: str


@dataclass(frozen=True, kw_only=True)
class Reply(AgentStep):
    text: str


@dataclass(frozen=True, kw_only=True)
class Begin(AgentStep):
    """An answer that is begun and not sent: it stays as the agent's draft."""

    text: str


@dataclass(frozen=True, kw_only=True)
class Note(AgentStep):
    text: str


@dataclass(frozen=True, kw_only=True)
class Assign(AgentStep):
    to: str


@dataclass(frozen=True, kw_only=True)
class HandToTeam(AgentStep):
    team: str


@dataclass(frozen=True, kw_only=True)
class SetPriority(AgentStep):
    priority: Priority


@dataclass(frozen=True, kw_only=True)
class AddTags(AgentStep):
    tags: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Snooze(AgentStep):
    until: datetime


@dataclass(frozen=True, kw_only=True)
class Resolve(AgentStep):
    pass


@dataclass(frozen=True, kw_only=True)
class Close(AgentStep):
    pass


@dataclass(frozen=True, kw_only=True)
class MarkAsSpam(AgentStep):
    pass


Step = (
    CustomerMail
    | Reply
    | Begin
    | Note
    | Assign
    | HandToTeam
    | SetPriority
    | AddTags
    | Snooze
    | Resolve
    | Close
    | MarkAsSpam
)


@dataclass(frozen=True)
class Scene:
    """One conversation from the first mail on. `key` is unique; the first step is always a mail."""

    key: str
    steps: tuple[Step, ...]

    @property
    def opening(self) -> CustomerMail:
        first = self.steps[0]
        assert isinstance(first, CustomerMail)
        return first

    @property
    def mails(self) -> tuple[CustomerMail, ...]:
        return tuple(step for step in self.steps if isinstance(step, CustomerMail))

    @property
    def outcome(self) -> Outcome:
        """How the conversation stands after the last step."""
        outcome: Outcome = "open"
        for step in self.steps:
            match step:
                case CustomerMail():
                    outcome = outcome if step.automatic else "open"
                case Reply():
                    outcome = "waiting"
                case Snooze():
                    outcome = "snoozed"
                case Resolve():
                    outcome = "resolved"
                case Close():
                    outcome = "closed"
                case MarkAsSpam():
                    outcome = "spam"
                case _:
                    pass
        return outcome
