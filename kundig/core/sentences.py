"""Events as a person reads them: the kind's sentence, with names and times put in when it is read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from kundig.core.events import EventKind, FieldType, Moment, Ref, Word, kind_of
from kundig.core.models import AuditEntry, Event
from kundig.core.names import Reference, find_names

# What has a kind, an actor and data.
Fact = Event | AuditEntry


def describe(
    events: Iterable[Fact],
    hidden: Set[Reference] = frozenset(),
    known: Mapping[Reference, str] | None = None,
) -> list[SafeString]:
    """Return the sentence of each event in the active language, as safe HTML with the names in <strong>.

    Things in `hidden`, which the reader may not know, are shown by their numbers; `known` are names that need no
    looking up. All other names are looked up together: one query per kind of thing, however many events there are.
    """
    events = list(events)
    known = known or {}
    named = {reference for event in events for reference in references(event)} - hidden
    names = {**known, **find_names(named - known.keys())}
    return [sentence(event, names) for event in events]


def references(event: Fact) -> set[Reference]:
    """Return the things that the event's sentence names."""
    fields = kind_of(event.kind).fields
    found = {
        (field.kind, event.data[name])
        for name, field in fields.items()
        if isinstance(field, Ref) and event.data.get(name) is not None
    }
    if event.actor_id is not None:
        found.add((event.actor_kind, event.actor_id))
    return found


def sentence(event: Fact, names: Mapping[Reference, str]) -> SafeString:
    """Return one event's sentence; `names` are those of its references."""
    kind = kind_of(event.kind)
    values = {
        name: _strong(shown_value(field, event.data.get(name), names))
        for name, field in kind.fields.items()
    }
    values["actor"] = _strong(_actor(event, names))
    template = str(conditional_escape(str(_words(kind, event))))
    return mark_safe(template.format_map(values))  # noqa: S308  # every value was escaped


def _words(kind: EventKind, event: Fact) -> str | Promise:
    if kind.reflexive is None:
        return kind.sentence
    name, reflexive = kind.reflexive
    field = kind.fields[name]
    itself = isinstance(field, Ref) and (field.kind, event.data.get(name)) == _author(event)
    return reflexive if itself else kind.sentence


def _author(event: Fact) -> Reference | None:
    return (event.actor_kind, event.actor_id) if event.actor_id is not None else None


def _actor(event: Fact, names: Mapping[Reference, str]) -> str:
    if event.actor_id is None:
        return "Kundig"
    return names.get((event.actor_kind, event.actor_id)) or _("somebody")


def shown_value(field: FieldType, value: Any, names: Mapping[Reference, str]) -> str:
    """Return the value of a payload field as a person reads it; `names` are those of its references."""
    if value is None:
        return "–"
    if isinstance(field, Ref):
        return names.get((field.kind, value)) or f"#{value}"
    if isinstance(field, Moment):
        return date_format(
            timezone.localtime(datetime.fromisoformat(value)), "SHORT_DATETIME_FORMAT"
        )
    if isinstance(field, Word):
        return str(field.shown.get(value, value))
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _strong(text: str) -> SafeString:
    return format_html("<strong><bdi>{}</bdi></strong>", text)
