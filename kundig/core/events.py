"""Events: named facts, declared once, recorded by the verb, read by everybody else.

``declare`` names a kind with its payload, its sentence, its icon, its audience and what erasure blanks.
``record`` writes one fact and wakes whoever reacts, all in the transaction of the action.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from django.db import connection, models
from django.utils.functional import Promise

from kundig.core import audit, log
from kundig.core.actor import Actor
from kundig.core.models import AuditEntry, Event, Matter
from kundig.core.reactions import defer_reactions
from kundig.core.time import now


class Audience(Enum):
    """Who may see an event: the staff alone, or the customer of the conversation too."""

    STAFF = "staff"
    CUSTOMER = "customer"


@dataclass(frozen=True)
class Ref:
    """A payload field that holds the id of a thing (``Ref("team")``), shown by its name."""

    kind: str


@dataclass(frozen=True)
class Moment:
    """A payload field that holds a time as ISO text, shown in the reader's zone and language."""


@dataclass(frozen=True)
class Word:
    """A payload field that holds one of some words, each shown by its translation."""

    shown: Mapping[str, str | Promise]


FieldType = type[str] | type[int] | type[bool] | type[list[Any]] | Ref | Moment | Word


@dataclass(frozen=True)
class EventKind:
    """One kind of event, as declared by its room."""

    name: str
    sentence: str | Promise
    icon: str
    fields: Mapping[str, FieldType] = field(default_factory=dict)
    audience: Audience = Audience.STAFF
    erases: tuple[str, ...] = ()
    # A payload field and the sentence for when it names the actor: "Anna took the conversation".
    reflexive: tuple[str, str | Promise] | None = None
    # Under which matter the audit trail keeps it; None: it is no business of the trail.
    audited: Matter | None = None
    # The page that tells more, by its name in the addresses, and the payload field that it is a page of.
    page: str = ""
    page_of: str = ""


_kinds: dict[str, EventKind] = {}


def declare(
    name: str,
    sentence: str | Promise,
    *,
    icon: str,
    fields: Mapping[str, FieldType] | None = None,
    audience: Audience = Audience.STAFF,
    erases: tuple[str, ...] = (),
    reflexive: tuple[str, str | Promise] | None = None,
    audited: Matter | None = None,
    page: str = "",
    page_of: str = "",
) -> str:
    """Declare an event kind and return its name.

    `sentence` is a lazy translation with ``{actor}`` and the payload's field names as placeholders;
    `fields` maps payload names to str, int, bool, list, ``Ref``, ``Moment`` or ``Word``; `erases` names the fields that hold
    a person's own words and are blanked when that person is erased; `reflexive` is a field and the
    sentence for when that field names the actor; what is `audited` stands in the audit trail, too;
    `page` names the address of a page that tells more, of the thing in the field `page_of` where there is one.
    """
    if name in _kinds:
        raise RuntimeError(f"event kind {name!r} is declared twice")
    unknown = set(erases) - set(fields or {})
    if unknown:
        raise RuntimeError(f"event kind {name!r} erases fields it does not have: {sorted(unknown)}")
    _kinds[name] = EventKind(
        name,
        sentence,
        icon,
        dict(fields or {}),
        audience,
        erases,
        reflexive,
        audited,
        page,
        page_of,
    )
    return name


def kind_of(name: str) -> EventKind:
    """Return the declared kind; KeyError for an unknown one."""
    return _kinds[name]


def kinds() -> list[EventKind]:
    """Return all declared kinds in the order of their names."""
    return [_kinds[name] for name in sorted(_kinds)]


_cause: ContextVar[Event | None] = ContextVar("cause", default=None)


@contextlib.contextmanager
def caused_by(event: Event | None) -> Iterator[None]:
    """Let every event recorded inside name `event` as its cause."""
    token = _cause.set(event)
    try:
        yield
    finally:
        _cause.reset(token)


def record(subject: models.Model, name: str, *, by: Actor, **data: Any) -> Event:
    """Write one event about `subject` and wake its readers; call it inside the action's transaction.

    `data` must fit the kind's declared fields: unknown names and wrong types raise TypeError.
    """
    if not connection.in_atomic_block:
        raise RuntimeError(f"event {name!r} recorded outside of a transaction")
    kind = _kinds[name]
    _check(kind, data)
    if kind.audited is not None:
        audit.entry(name, kind.audited, by=by, subject=subject, data=data).save(force_insert=True)
    event = Event(
        at=now(),
        kind=name,
        subject_kind=subject_kind(subject),
        subject_id=subject.pk,
        actor_kind=by.kind,
        actor_id=by.id,
        data=data,
        cause=_cause.get(),
    )
    gathered = _gathered.get()
    if gathered is None:
        _write([event])
    else:
        gathered.append(event)
    return event


_gathered: ContextVar[list[Event] | None] = ContextVar("gathered", default=None)


@contextlib.contextmanager
def gathering() -> Iterator[None]:
    """Write the events that are recorded inside with one statement at the end of the block.

    For busy paths: the block lies within one transaction, and the events have no number before its end.
    """
    gathered: list[Event] = []
    token = _gathered.set(gathered)
    try:
        yield
    finally:
        _gathered.reset(token)
    if gathered:
        _write(gathered)


@contextlib.contextmanager
def undone_with_failure() -> Iterator[None]:
    """Forget what was gathered inside where the block fails: its savepoint takes everything else back, too."""
    gathered = _gathered.get()
    before = len(gathered) if gathered is not None else 0
    try:
        yield
    except BaseException:
        if gathered is not None:
            del gathered[before:]
        raise


def _write(events: list[Event]) -> None:
    log.append(events)
    defer_reactions(events)


def note(
    name: str, *, by: Actor, subject: models.Model | None = None, later: bool = False, **data: Any
) -> AuditEntry:
    """Write an act into the audit trail alone: who signs in changes nothing that others react to.

    With `later` it is written although the running transaction is undone. `data` as for `record`.
    """
    kind = _kinds[name]
    _check(kind, data)
    if kind.audited is None:
        raise TypeError(f"event kind {name!r} is not audited")
    made = audit.entry(name, kind.audited, by=by, subject=subject, data=data)
    if later:
        audit.write_later(made)
    else:
        made.save(force_insert=True)
    return made


def subject_kind(subject: models.Model | type[models.Model]) -> str:
    """Return the word by which the log names a model: its lower-case class name."""
    return str(subject._meta.model_name)


def _check(kind: EventKind, data: Mapping[str, Any]) -> None:
    unknown = set(data) - set(kind.fields)
    if unknown:
        raise TypeError(f"event {kind.name!r} has no fields {sorted(unknown)}")
    for name, value in data.items():
        wanted = kind.fields[name]
        expected = _type_of(wanted)
        if value is not None and not isinstance(value, expected):
            raise TypeError(f"event {kind.name!r}: {name} must be {expected.__name__}")


def _type_of(field: FieldType) -> type:
    if isinstance(field, Ref):
        return int
    return str if isinstance(field, Moment | Word) else field
