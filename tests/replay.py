"""Conversations as the log alone tells of them: every event played again, from the first on.

Whoever writes into a conversation holds its row, and the event gets its number under that lock: of one
conversation, and of the two of a merge, the numbers are the order in which it happened.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from kundig.conversations.models import Conversation, Message, Priority, State
from kundig.core.events import subject_kind
from kundig.core.models import Event

DONE = (State.RESOLVED, State.CLOSED)


@dataclass
class Told:
    """One conversation as the log tells of it."""

    state: str = State.OPEN
    assignee: int | None = None
    team: int | None = None
    priority: int = Priority.NORMAL
    tags: set[int] = field(default_factory=set)
    merged_into: int | None = None


@dataclass
class Move:
    """What a merge took along."""

    source: int
    target: int
    messages: list[int]
    state: str


class Replay:
    """The log, played again."""

    def __init__(self) -> None:
        """Play all events about conversations in the order of their numbers."""
        self.told: dict[int, Told] = {}
        self.homes: dict[int, int] = {}
        self._moves: dict[int, Move] = {}
        self._undone: set[int] = set()
        for event in Event.objects.filter(subject_kind=subject_kind(Conversation)).order_by("id"):
            told = self.told.setdefault(event.subject_id, Told())
            play = _PLAYS.get(event.kind.removeprefix("conversation."))
            if play is not None:
                play(self, told, event.subject_id, event.data)

    def wrote(self, told: Told, at: int, data: Any) -> None:
        """Note where a message stands."""
        self.homes[data["message"]] = at

    def received(self, told: Told, at: int, data: Any) -> None:
        """Note a message of the customer."""
        self.homes[data["message"]] = at
        told.state = State.OPEN

    def replied(self, told: Told, at: int, data: Any) -> None:
        """Note an answer: the conversation waits for the customer."""
        self.homes[data["message"]] = at
        told.state = State.WAITING

    def handed_over(self, told: Told, at: int, data: Any) -> None:
        """Note the team; who is not in it gives the conversation up."""
        told.team = data["team"]
        if told.assignee is not None and not _is_in_team(told.assignee, data["team"]):
            told.assignee = None

    def merged(self, told: Told, at: int, data: Any) -> None:
        """Note that a conversation came in here; its own event follows."""
        source = self.told.setdefault(data["source"], Told())
        came = [message for message, home in self.homes.items() if home == data["source"]]
        self._moves[data["move"]] = Move(data["source"], at, came, source.state)
        self.homes |= dict.fromkeys(came, at)
        if source.state in (State.OPEN, State.SNOOZED):
            told.state = State.OPEN
        source.merged_into, source.state = at, State.CLOSED

    def undone(self, told: Told, at: int, data: Any) -> None:
        """Note that a merge was undone; both conversations tell of it, the first counts."""
        if data["move"] in self._undone:
            return
        self._undone.add(data["move"])
        move = self._moves[data["move"]]
        back = [one for one in move.messages if self.homes[one] == move.target]
        self.homes |= dict.fromkeys(back, move.source)
        source = self.told[move.source]
        source.merged_into = None
        source.state = State.OPEN if move.state == State.SNOOZED else move.state


def _to(state: str) -> Callable[[Replay, Told, int, Any], None]:
    def play(_replay: Replay, told: Told, _at: int, _data: Any) -> None:
        told.state = state

    return play


def _set(name: str, value_of: Callable[[Any], Any]) -> Callable[[Replay, Told, int, Any], None]:
    def play(_replay: Replay, told: Told, _at: int, data: Any) -> None:
        setattr(told, name, value_of(data))

    return play


def _is_in_team(agent: int, team: int) -> bool:
    from kundig.staff.models import Agent

    return Agent.teams.through.objects.filter(agent_id=agent, team_id=team).exists()


_PLAYS: dict[str, Callable[[Replay, Told, int, Any], None]] = {
    "message_received": Replay.received,
    "replied": Replay.replied,
    "noted": Replay.wrote,
    "assigned": _set("assignee", lambda data: data["agent"]),
    "unassigned": _set("assignee", lambda _data: None),
    "handed_over": Replay.handed_over,
    "priority_set": _set("priority", lambda data: Priority[data["priority"].upper()]),
    "tagged": lambda _replay, told, _at, data: told.tags.add(data["tag"]),
    "untagged": lambda _replay, told, _at, data: told.tags.discard(data["tag"]),
    "snoozed": _to(State.SNOOZED),
    "snoozed_until_reply": _to(State.SNOOZED),
    "woken": _to(State.OPEN),
    "thanked": _set("state", lambda data: State(data["state"])),
    "resolved": _to(State.RESOLVED),
    "closed": _to(State.CLOSED),
    "reopened": _to(State.OPEN),
    "merged": Replay.merged,
    "move_undone": Replay.undone,
}


def differences() -> list[str]:
    """Return where what is stored differs from what the log tells, in words."""
    replay = Replay()
    found = []
    for conversation in Conversation.objects.prefetch_related("tags").order_by("pk"):
        is_so = Told(
            conversation.state,
            conversation.assignee_id,
            conversation.team_id,
            conversation.priority,
            {tag.pk for tag in conversation.tags.all()},
            conversation.merged_into_id,
        )
        told = replay.told.get(conversation.pk, Told())
        if is_so != told:
            found.append(f"conversation {conversation.pk} is {is_so}, the log tells {told}")
    homes = dict(Message.objects.values_list("pk", "conversation_id"))
    found += [
        f"message {pk} is in {homes.get(pk)}, the log tells {replay.homes.get(pk)}"
        for pk in sorted(homes.keys() | replay.homes.keys())
        if homes.get(pk) != replay.homes.get(pk)
    ]
    return found
