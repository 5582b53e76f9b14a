"""What happened in a conversation, in order: messages, and the events that no message shows by itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from django.db.models import DateTimeField, Q, QuerySet
from django.utils import timezone
from django.utils.safestring import SafeString

from kundig.conversations import events
from kundig.conversations.models import Conversation, Message, Move, State
from kundig.conversations.shown import ShownMessage, for_showing, shown_messages
from kundig.core import caps
from kundig.core.events import kind_of, subject_kind
from kundig.core.models import Event
from kundig.core.names import Reference, find_hidden
from kundig.core.prepared import Given, Prepared
from kundig.core.sentences import describe, references
from kundig.staff.models import Agent, Team

# What these tell is seen on the message itself.
_SHOWN_BY_MESSAGES = (
    events.OPENED,
    events.RECEIVED,
    events.REPLIED,
    events.INVITATION_ANSWERED,
    events.FORWARDED,
    events.ANSWERED_BESIDE,
    events.ANSWERED_AUTOMATICALLY,
    events.NOTED,
    events.MENTIONED,
    events.SENT,
    events.DELIVERY_FAILED,
    events.DELIVERY_NEWS,
)

# Where a stretch is open.
_BEGINNING = datetime.min.replace(tzinfo=UTC)
_END = datetime.max.replace(tzinfo=UTC)


def _messages() -> QuerySet[Message]:
    end = Given("end", DateTimeField())
    rows = Message.objects.filter(conversation_id=Given("conversation"), withdrawn_at=None)
    older = rows.filter(Q(created_at__lt=end) | Q(pk__lt=Given("before")), created_at__lte=end)
    # Taken off the index, however long the conversation is: one plan serves all of them.
    newest = older.order_by("-created_at", "-pk").values("pk")[: caps.CONVERSATION_MESSAGES + 1]
    return for_showing(Message.objects.filter(pk__in=newest)).order_by("-created_at", "-pk")


def _events() -> QuerySet[Event]:
    rows = Event.objects.filter(
        subject_kind=subject_kind(Conversation),
        subject_id=Given("conversation"),
        at__gte=Given("since", DateTimeField()),
        at__lt=Given("end", DateTimeField()),
    )
    newest = rows.exclude(kind__in=_SHOWN_BY_MESSAGES).order_by("-pk")
    return newest[: caps.CONVERSATION_EVENTS]


_MESSAGES = Prepared(_messages)
_EVENTS = Prepared(_events)


@dataclass(frozen=True)
class Happening:
    """An event as a line; `move` is set where it can be undone from here, `may_open` where it let a matter rest."""

    event: Event
    icon: str
    words: SafeString
    move: Move | None = None
    may_open: bool = False
    # What its page is about is nothing for this reader.
    is_page_hidden: bool = False


@dataclass(frozen=True)
class Item:
    """One entry of the timeline: a message or a happening, and what stands above it.

    `key` names it on the page, `version` changes whenever it would look different.
    """

    at: datetime
    key: str
    version: str
    shown: ShownMessage | None = None
    happening: Happening | None = None
    day: date | None = None
    is_first_new: bool = False


@dataclass(frozen=True)
class Timeline:
    """A stretch of the timeline; `earlier` is the id of its first message if there are older ones."""

    items: list[Item]
    earlier: int | None
    # When this agent looked last; None where they never did.
    seen_at: datetime | None = None

    @property
    def messages(self) -> list[Message]:
        """Return the messages that are shown, in order."""
        return [item.shown.message for item in self.items if item.shown]

    @property
    def last_message(self) -> Message | None:
        """Return the newest message that is shown; None where there is none."""
        return next((item.shown.message for item in reversed(self.items) if item.shown), None)


def load_timeline(
    conversation: Conversation,
    agent: Agent,
    seen_at: datetime | None = None,
    *,
    before: Message | None = None,
) -> Timeline:
    """Return the newest messages with the events since the first of them, or those before `before`.

    `seen_at` is when the agent looked last. Six queries at most, however much there is to show.
    """
    end = before.created_at if before else _END
    messages = _MESSAGES.rows(
        conversation=conversation.pk, end=end, before=before.pk if before else 0
    )
    for message in messages:
        message.conversation = conversation
    found = shown_messages(messages, agent.actor)
    is_cut = len(found) > caps.CONVERSATION_MESSAGES
    shown = found[: caps.CONVERSATION_MESSAGES][::-1]
    first = shown[0].message if is_cut else None
    since = first.created_at if first else _BEGINNING
    happened = _happenings(conversation, agent, shown, since, end)
    items = [*map(_message_item, shown), *map(_happening_item, happened)]
    items.sort(key=lambda item: (item.at, item.key))
    marked = _with_lines(items, None if before else seen_at, agent)
    return Timeline(list(marked), first.pk if first else None, seen_at)


def _happenings(
    conversation: Conversation,
    agent: Agent,
    shown: Iterable[ShownMessage],
    since: datetime,
    end: datetime,
) -> list[Happening]:
    newest = _EVENTS.rows(conversation=conversation.pk, since=since, end=end)[::-1]
    moves = _undoable(newest)
    hidden = _hidden(newest, agent)
    sentences = describe(newest, hidden, _known_names(conversation, agent, shown))
    return [
        Happening(
            event,
            kind_of(event.kind).icon,
            words,
            moves.get(event.data.get("move", 0)),
            event.kind == events.THANKED and conversation.state in (State.RESOLVED, State.SNOOZED),
            bool(kind_of(event.kind).page_of) and not hidden.isdisjoint(references(event)),
        )
        for event, words in zip(newest, sentences, strict=True)
    ]


def _known_names(
    conversation: Conversation, agent: Agent, shown: Iterable[ShownMessage]
) -> dict[Reference, str]:
    """The names that stand on the page anyway and need not be looked up for a sentence."""
    people = [one.message.agent for one in shown]
    colleagues = {one for one in (*people, conversation.assignee, agent) if one is not None}
    known = {(subject_kind(Agent), one.pk): one.name for one in colleagues}
    team = conversation.team
    return known | ({(subject_kind(Team), team.pk): team.name} if team else {})


def _hidden(happened: Iterable[Event], agent: Agent) -> Set[Reference]:
    """The other conversations, and what else the events name, that the agent may not see."""
    named = {reference for event in happened for reference in references(event)}
    hidden = find_hidden(named, agent.actor)
    others = {id for kind, id in named if kind == subject_kind(Conversation)}
    if not others or agent.grants.teams is None:
        return hidden
    visible = Conversation.objects.visible_to(agent.actor).filter(pk__in=others)
    seen = set(visible.values_list("pk", flat=True))
    return hidden | {(subject_kind(Conversation), id) for id in others - seen}


def _undoable(happened: Iterable[Event]) -> dict[int, Move]:
    ids = {
        event.data["move"]
        for event in happened
        if event.data.get("move") and event.kind != events.MOVE_UNDONE
    }
    return Move.objects.filter(undone_at=None).in_bulk(list(ids)) if ids else {}


def _message_item(shown: ShownMessage) -> Item:
    message = shown.message
    return Item(message.created_at, f"message-{message.pk}", shown.version, shown=shown)


def _happening_item(happening: Happening) -> Item:
    event = happening.event
    version = "undoable" if happening.move or happening.may_open else ""
    return Item(event.at, f"event-{event.pk}", version, happening=happening)


def _with_lines(items: list[Item], seen: datetime | None, agent: Agent) -> Iterator[Item]:
    """Put the day above its first item, and the line above what is new since the agent looked."""
    day: date | None = None
    is_marked = seen is None
    for item in items:
        today = timezone.localtime(item.at).date()
        is_new = not is_marked and seen is not None and _is_news(item, seen, agent)
        is_marked = is_marked or is_new
        yield replace(item, day=today if today != day else None, is_first_new=is_new)
        day = today


def _is_news(item: Item, seen: datetime, agent: Agent) -> bool:
    message = item.shown.message if item.shown else None
    return message is not None and item.at > seen and message.agent_id != agent.pk
