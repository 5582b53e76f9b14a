"""Refusals that the audit trail keeps: verbs that somebody may not do, and ids that lead out of their reach."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kundig.core import audit
from kundig.core.actions import action_named, actions
from kundig.core.actor import Actor
from kundig.core.errors import NotAllowed
from kundig.core.events import Word, declare, note
from kundig.core.models import Matter


class _Labels(Mapping[str, str | Promise]):
    """What each verb is called."""

    def __getitem__(self, name: str) -> str | Promise:
        return action_named(name).label

    def __iter__(self) -> Iterator[str]:
        return (action.name for action in actions())

    def __len__(self) -> int:
        return len(actions())


ACT = Word(_Labels())

NOT_ALLOWED = declare(
    "refused.not_allowed",
    _("{actor} tried “{act}” without the right to do it"),
    icon="shield-alert",
    fields={"act": ACT},
    audited=Matter.REFUSED,
)
OUT_OF_REACH = declare(
    "refused.out_of_reach",
    _("{actor} tried “{act}” with {numbers}, which they may not see"),
    icon="shield-alert",
    fields={"act": ACT, "thing": str, "numbers": list},
    audited=Matter.REFUSED,
)
LISTENED = declare(
    "refused.listening",
    _("{actor} wanted to listen to {numbers}, which they may not see"),
    icon="shield-alert",
    fields={"thing": str, "numbers": list},
    audited=Matter.REFUSED,
)


def not_allowed(act: str, *, by: Actor, subject: Model | None) -> None:
    """Note that `by` was refused the verb `act` on a thing."""
    note(NOT_ALLOWED, by=by, subject=subject, later=True, act=act)


def beyond(act: str, *, by: Actor, thing: Model, sentence: str | Promise) -> NotAllowed:
    """Note that a call of the verb `act` led to a thing that `by` may not see, and return the refusal."""
    out_of_reach(act, by=by, rows=type(thing)._base_manager.all(), ids=[thing.pk])
    refusal = NotAllowed(sentence)
    refusal.is_noted = True
    return refusal


def out_of_reach(act: str, *, by: Actor, rows: QuerySet[Any], ids: Collection[Any]) -> None:
    """Note that a call of the verb `act` named `ids` that `by` may not see, if they exist among `rows`."""
    numbers = audit.existing(rows, ids)
    if numbers:
        thing = str(rows.model._meta.model_name)
        shown = [f"#{number}" for number in numbers]
        note(OUT_OF_REACH, by=by, later=True, act=act, thing=thing, numbers=shown)


def listening(*, by: Actor, rows: QuerySet[Any], ids: Collection[Any]) -> None:
    """Note that `by` asked for live updates of `ids` that they may not see, if they exist among `rows`."""
    numbers = audit.existing(rows, ids)
    if numbers:
        thing = str(rows.model._meta.model_name)
        shown = [f"#{number}" for number in numbers]
        note(LISTENED, by=by, later=True, thing=thing, numbers=shown)
