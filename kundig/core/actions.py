"""Actions: the only place that writes.

The wrapper, not the author, guarantees the row lock on the subject, the permission, one transaction and
the entry in the registry from which API, rules, processes, palette and bot are made.
"""

from __future__ import annotations

import contextlib
import functools
import inspect
import typing
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, ParamSpec, TypeVar

from django.db import OperationalError, models, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from psycopg.errors import DeadlockDetected

from kundig.core import audit, caps
from kundig.core.actor import Actor
from kundig.core.errors import NotAllowed
from kundig.core.events import undone_with_failure
from kundig.core.prepared import Given, Prepared

P = ParamSpec("P")
R = TypeVar("R")
M = TypeVar("M", bound=models.Model)

# What `holding` has locked for the next verb.
_held: ContextVar[models.Model | None] = ContextVar("held", default=None)


@dataclass(frozen=True)
class Parameter:
    """One typed parameter of an action."""

    name: str
    type: Any
    default: Any

    @property
    def required(self) -> bool:
        """Tell whether the caller must give it."""
        return self.default is inspect.Parameter.empty


@dataclass(frozen=True)
class Action:
    """One verb, as its room declared it. `offered` verbs are open to API, rules, palette and bot.

    `function` is the guarded verb: whoever calls it through the registry is checked like everybody else.
    """

    name: str
    label: str | Promise
    needs: str
    icon: str
    offered: bool
    function: Callable[..., Any]

    @cached_property
    def subject(self) -> type[models.Model] | None:
        """Return the model of the subject; None where the verb makes something new."""
        first = next(iter(self._signature.parameters.values()))
        if first.kind is inspect.Parameter.KEYWORD_ONLY:
            return None
        model = self._hints[first.name]
        assert issubclass(model, models.Model), f"{self.name}: the subject must be a model"
        return typing.cast(type[models.Model], model)

    @cached_property
    def parameters(self) -> dict[str, Parameter]:
        """Return the keyword parameters except ``by``, by name."""
        return {
            p.name: Parameter(p.name, self._hints[p.name], p.default)
            for p in self._signature.parameters.values()
            if p.kind is inspect.Parameter.KEYWORD_ONLY and p.name != "by"
        }

    @property
    def verb(self) -> str:
        """Return the last word of the name: ``resolve`` of ``conversation.resolve``."""
        return self.name.rpartition(".")[2]

    @property
    def description(self) -> str:
        """Return the first paragraph of the verb's docstring."""
        return inspect.cleandoc(self.function.__doc__ or "").partition("\n\n")[0]

    @cached_property
    def _signature(self) -> inspect.Signature:
        return inspect.signature(self.function)

    @cached_property
    def _hints(self) -> dict[str, Any]:
        return typing.get_type_hints(self.function)


_actions: dict[str, Action] = {}


def action(
    name: str,
    label: str | Promise,
    *,
    needs: str,
    icon: str = "circle",
    offered: bool = True,
    locks: bool = True,
    savepoint: bool = True,
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Declare a verb.

    The function takes its subject (a model instance) first, or none where it makes something, and then
    only keyword parameters, ``by: Actor`` among them. `needs` is the permission that `by` must hold. With
    ``locks=False`` the function locks its rows itself, because it needs several in a certain order. With
    ``savepoint=False`` what goes wrong undoes the caller's transaction as well: for verbs of a busy path.
    Raises NotAllowed (403) where it does not; the function itself raises Refused for the rest.
    """

    def register(function: Callable[P, R]) -> Callable[P, R]:
        if name in _actions:
            raise RuntimeError(f"action {name!r} is declared twice")

        @functools.wraps(function)
        def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
            by = kwargs.get("by")
            if not isinstance(by, Actor):
                raise TypeError(f"action {name!r} needs by=Actor")
            subject = args[0] if args else None
            subject = subject if isinstance(subject, models.Model) else None

            def act() -> R:
                with audit.collecting(), undone_with_failure():
                    try:
                        is_held = locks and _take(subject)
                        with transaction.atomic(savepoint=savepoint and not is_held):
                            if locks and subject is not None and not is_held:
                                lock(subject)
                            if not by.may(needs, subject):
                                raise NotAllowed(_("You don't have the right to do this."))
                            return function(*args, **kwargs)
                    except NotAllowed as refusal:
                        _note(refusal, name, by, subject)
                        raise

            return _past_deadlocks(act)

        _actions[name] = Action(name, label, needs, icon, offered, wrapper)
        return wrapper

    return register


def _past_deadlocks(act: Callable[[], R]) -> R:
    """Act; once more where PostgreSQL has ended it because two waited for each other, as it ends one of them.

    Inside of a larger transaction there is nothing to begin again from: then whoever opened that one is told.
    """
    for _try in range(caps.DEADLOCK_TRIES - 1):
        try:
            return act()
        except OperationalError as problem:
            is_deadlock = isinstance(problem.__cause__, DeadlockDetected)
            if not is_deadlock or transaction.get_connection().in_atomic_block:
                raise
    return act()


def _note(refusal: NotAllowed, name: str, by: Actor, subject: models.Model | None) -> None:
    """Leave a trace of a refusal, once, although it undoes everything else."""
    # The room of refusals names verbs, so it stands above this one.
    from kundig.core import refusals

    if not refusal.is_noted:
        refusal.is_noted = True
        refusals.not_allowed(name, by=by, subject=subject)


@contextlib.contextmanager
def holding(fetch: Callable[[], M]) -> Iterator[M]:
    """Let `fetch` return a row, locked, for a verb that is called inside: the verb need not fetch it again.

    For busy paths. Where the verb fails the whole block is undone. Raises what `fetch` raises.
    """
    with audit.collecting(), transaction.atomic():
        row = fetch()
        token = _held.set(row)
        try:
            yield row
        finally:
            _held.reset(token)


def _take(subject: models.Model | None) -> bool:
    """Tell whether `subject` is held for this verb; for the verbs that it calls it is like any other."""
    if subject is None or _held.get() is not subject:
        return False
    _held.set(None)
    return True


def lock(subject: models.Model) -> None:
    """Lock the row of `subject` until the transaction ends and load its newest state into the instance.

    What the instance points at and has loaded already comes again with it, in the same query. Others may still
    write what refers to the row: a foreign key is checked at the end of a transaction, when it is too late for
    locking in any order, and two that waited for each other's would be a deadlock.
    """
    fields = subject._meta.concrete_fields
    near = tuple(
        field.name
        for field in fields
        if isinstance(field, models.ForeignKey) and field.is_cached(subject)
    )
    # Not type(subject): `request.user` may be a lazy stand-in.
    model = subject._meta.model
    is_whole = not subject.get_deferred_fields()
    newest: Any = _Newest(model, near) if is_whole else _locking(model, near)
    subject.refresh_from_db(from_queryset=newest)


@dataclass(frozen=True)
class _Newest:
    """A row's newest state, locked, where `refresh_from_db` expects a queryset.

    Each verb begins with it, so its query is written once for each model.
    """

    model: type[models.Model]
    near: tuple[str, ...]
    pk: object = None

    def filter(self, *, pk: object) -> _Newest:
        """Narrow to the row with this key."""
        return replace(self, pk=pk)

    def get(self) -> models.Model:
        """Return the row; raises the model's DoesNotExist."""
        rows: list[models.Model] = _by_key(self.model, self.near).rows(pk=self.pk)
        if not rows:
            # Django's types know it of no model in general.
            model: Any = self.model
            raise model.DoesNotExist
        return rows[0]


@functools.cache
def _by_key(model: type[models.Model], near: tuple[str, ...]) -> Prepared[models.Model]:
    key = model._meta.pk
    key = getattr(key, "target_field", key)
    return Prepared(lambda: _locking(model, near).filter(pk=Given("pk", key)))


def _locking(model: type[models.Model], near: tuple[str, ...]) -> models.QuerySet[models.Model]:
    rows = model._base_manager.select_for_update(no_key=True, of=("self",))
    return rows.select_related(*near) if near else rows


def actions() -> list[Action]:
    """Return all declared actions in the order of their names."""
    return [_actions[name] for name in sorted(_actions)]


def action_named(name: str) -> Action:
    """Return one action; KeyError for an unknown name."""
    return _actions[name]
