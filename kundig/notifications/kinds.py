"""Kinds of notifications: what happened, whom it concerns, what it says. Rooms declare theirs in `notifying.py`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kundig.core.models import Event

# The agents whom an event concerns, by their ids.
Finder = Callable[[Event], Collection[int]]


class Way(models.TextChoices):
    """How somebody is told."""

    BELL = "bell", _("Bell")
    PUSH = "push", _("Push")
    MAIL = "mail", _("Mail digest")


# What is done where nobody chose.
USUAL = frozenset({Way.BELL, Way.PUSH})


@dataclass(frozen=True)
class Kind:
    """One kind of notification; `sentence` knows {actor}, {subject} and {why} of the event, `ways` are used where nobody chose others."""

    name: str
    label: str | Promise
    sentence: str | Promise
    icon: str
    ways: frozenset[Way]
    find: Finder


_kinds: dict[str, Kind] = {}
_by_event: dict[str, list[Kind]] = defaultdict(list)


def notify_on(
    *events: str,
    name: str,
    label: str | Promise,
    sentence: str | Promise,
    icon: str,
    ways: Collection[Way] = USUAL,
) -> Callable[[Finder], Finder]:
    """Declare a kind of notification for these kinds of events; the function finds whom one concerns.

    Nobody is told of their own doing, and nobody twice of one event: the kind declared first wins.
    """
    if name in _kinds:
        raise RuntimeError(f"the notification {name!r} is declared twice")

    def register(find: Finder) -> Finder:
        kind = Kind(name, label, sentence, icon, frozenset(ways), find)
        _kinds[name] = kind
        for event in events:
            _by_event[event].append(kind)
        return find

    return register


def kinds() -> list[Kind]:
    """Return all kinds in the order of their declaration."""
    return list(_kinds.values())


def kind_named(name: str) -> Kind | None:
    """Return a kind; None for one that Kundig no longer has."""
    return _kinds.get(name)


def kinds_on(event: str) -> list[Kind]:
    """Return the kinds that listen to this kind of event."""
    return _by_event.get(event, [])
