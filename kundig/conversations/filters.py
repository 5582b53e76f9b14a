"""Filters beside the words of a search: chosen from lists, or typed as "status:open"; conditions like those of views."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from kundig.conversations.condition_fields import CONVERSATION_FIELDS
from kundig.core import caps
from kundig.core.conditions import ME, Asker, Group, Match, Wrong, describe, read
from kundig.core.conditions.fields import Choice, Field
from kundig.core.vocabulary.spelling import fold

Source = dict[str, Any]
_TYPED = re.compile(r'(?<!\S)([^\W\d_]+):(?:"([^"]+)"|(\S+))')
_GERMAN_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", re.ASCII)
_ME = {"ich", "mich", "mir", "me"}


@dataclass(frozen=True)
class Filter:
    """One thing to filter by: the field and operator of its condition, and the words it is typed with in both languages."""

    name: str
    operator: str
    typed: tuple[str, ...]
    all: str | Promise = ""

    @property
    def field(self) -> Field:
        """Return the field that it asks for."""
        found = CONVERSATION_FIELDS.get(self.name)
        assert found is not None
        return found


CHOSEN = (
    Filter("state", "is", ("status", "state", "zustand", "is", "ist"), _("Any state")),
    Filter("assignee", "is", ("an", "to", "assignee", "bearbeiter"), _("Assigned to anybody")),
    Filter("team", "is", ("team",), _("Any team")),
    Filter("tags", "any_of", ("tag", "tags", "schlagwort"), _("Any tag")),
    Filter("channel", "is", ("kanal", "channel", "in"), _("Any channel")),
    Filter("category", "is", ("kategorie", "category"), _("Any category")),
)
DAYS = {"1": _("The last 24 hours"), "7": _("The last 7 days"), "30": _("The last 30 days")}
DAYS |= {"365": _("The last year")}
_WITH_FILES = {
    "anhang",
    "anhange",
    "datei",
    "dateien",
    "attachment",
    "attachments",
    "file",
    "files",
}


@dataclass(frozen=True)
class Active:
    """A filter in use: its parameter and value in the address, and the condition that it means."""

    name: str
    value: str
    source: Source


def active_filters(text: str, given: Mapping[str, str], asker: Asker) -> tuple[str, list[Active]]:
    """Return the words of a search without typed filters, and all filters, those of the address (`given`) first.

    What this person may not choose, or nobody can, is no filter; typed, it stays among the words.
    """
    found = [one for one in (_given(name, value, asker) for name, value in given.items()) if one]

    def take(match: re.Match[str]) -> str:
        one = _typed(fold(match[1]), match[2] or match[3], asker)
        if one is None or len(found) >= caps.SEARCH_FILTERS:
            return match[0]
        if one not in found:
            found.append(one)
        return ""

    return " ".join(_TYPED.sub(take, text).split()), found[: caps.SEARCH_FILTERS]


def condition_of(filters: Sequence[Active], asker: Asker) -> Group | None:
    """Return the condition that all filters make together; None without any."""
    if not filters:
        return None
    return read(conditions_of(filters), CONVERSATION_FIELDS, asker)


def conditions_of(filters: Iterable[Active]) -> Source:
    """Return the conditions of a view that holds the same."""
    return {"match": "all", "of": [one.source for one in filters]}


def words_for(one: Active, asker: Asker) -> str:
    """Return what the filter says, in the reader's language."""
    return describe(read(conditions_of([one]), CONVERSATION_FIELDS, asker), asker)


def choices_of(one: Filter, asker: Asker) -> Sequence[Choice]:
    """Return what can be chosen by this person."""
    return one.field.choices(asker) if one.field.choices else ()


def _given(name: str, value: str, asker: Asker) -> Active | None:
    chosen = next((one for one in CHOSEN if one.name == name), None)
    if chosen is not None:
        known = {str(key): key for key, _label in choices_of(chosen, asker)}
        return _active(chosen, known[value]) if value in known else None
    make = _MAKERS.get(name)
    found = make(name, value) if make and value else None
    return found if found and _can_be_read(found, asker) else None


def _typed(word: str, value: str, asker: Asker) -> Active | None:
    for one in CHOSEN:
        if word in one.typed:
            key = _meant(value, choices_of(one, asker))
            return None if key is None else _active(one, key)
    if word in {"hat", "has", "mit", "with"} and fold(value) in _WITH_FILES:
        return _of_files("files", "yes")
    name = {
        **dict.fromkeys(("von", "from", "kunde", "customer"), "from"),
        **dict.fromkeys(("nach", "after", "seit", "since"), "later_than"),
        **dict.fromkeys(("vor", "before", "bis"), "earlier_than"),
    }.get(word)
    return _given(name, value, asker) if name else None


def _meant(value: str, choices: Sequence[Choice]) -> Any:
    """The choice that is called so in either language, or begins so where only one does."""
    wanted = fold(value)
    if wanted in _ME and any(key == ME for key, _label in choices):
        return ME
    called: dict[str, Any] = {}
    for language in ("en", "de"):
        with override(language):
            called |= {fold(str(label)): key for key, label in choices}
    if wanted in called:
        return called[wanted]
    begun = {key for label, key in called.items() if label.startswith(wanted)}
    return begun.pop() if len(begun) == 1 else None


def _active(one: Filter, key: Any) -> Active:
    return Active(one.name, str(key), _condition(one.name, one.operator, [key]))


def _of_days(name: str, value: str) -> Active | None:
    if value not in DAYS:
        return None
    span = {"number": int(value), "unit": "days"}
    return Active(name, value, _condition("last_activity_at", "within_last", span))


def _of_files(name: str, value: str) -> Active | None:
    return Active(name, value, _condition("files", "filled")) if value == "yes" else None


def _of_customer(name: str, value: str) -> Active:
    parts = [
        _condition(field, "contains", value) for field in ("customer.name", "customer.address")
    ]
    return Active(name, value, {"match": Match.ANY.value, "of": parts})


def _of_day(name: str, value: str) -> Active:
    german = _GERMAN_DAY.fullmatch(value)
    day = f"{german[3]}-{german[2]:0>2}-{german[1]:0>2}" if german else value
    return Active(name, day, _condition("last_activity_at", _DAYS_BY[name], day))


_DAYS_BY = {"later_than": "after", "earlier_than": "before"}
_MAKERS: dict[str, Callable[[str, str], Active | None]] = {
    "days": _of_days,
    "files": _of_files,
    "from": _of_customer,
    "later_than": _of_day,
    "earlier_than": _of_day,
}


def _can_be_read(one: Active, asker: Asker) -> bool:
    try:
        read(conditions_of([one]), CONVERSATION_FIELDS, asker)
    except Wrong:
        return False
    return True


def _condition(field: str, operator: str, value: Any = None) -> Source:
    found = {"field": field, "operator": operator}
    return found if value is None else {**found, "value": value}
