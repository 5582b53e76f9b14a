"""Asking ahead: who works off many things asks each question once for all of them, not once for each.

A `Question` is asked for one key at a time and finds its answer in the database. Inside `asking_ahead` it can
be asked for many keys with one statement, and the answers are remembered to the end of the block. They are as
old as that moment: a block lasts a few seconds at most, as if what is worked off had come that much earlier,
and where an old answer would do harm, a constraint of the database must hold as well.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping
from contextvars import ContextVar
from typing import Any, Generic, TypeVar, cast

from django.db import transaction

K = TypeVar("K", bound=Hashable)
A = TypeVar("A")

_known: ContextVar[dict[tuple[Any, Hashable], Any] | None] = ContextVar("known", default=None)


@contextlib.contextmanager
def asking_ahead() -> Iterator[None]:
    """Let questions remember what they were asked ahead, until the end of the block."""
    token = _known.set({})
    try:
        yield
    finally:
        _known.reset(token)


class Question(Generic[K, A]):
    """Something that is asked of the database by a key; `find` answers for several keys with one statement."""

    def __init__(self, find: Callable[[Collection[K]], Mapping[K, A]]) -> None:
        self._find = find
        self.__doc__ = find.__doc__

    def __call__(self, key: K) -> A | None:
        """Return the answer for one key; None where there is none."""
        known = _known.get()
        if known is not None and (self, key) in known:
            return cast("A | None", known[self, key])
        return self._find([key]).get(key)

    def ask(self, keys: Iterable[K]) -> None:
        """Remember the answers for these keys; without a block to remember them for, nothing happens."""
        known, wanted = _known.get(), set(keys)
        if known is not None and wanted:
            found = self._find(wanted)
            known.update({(self, key): found.get(key) for key in wanted})

    def tell(self, key: K, answer: A) -> None:
        """Correct what is remembered, once the running transaction is committed: the asker has changed it."""
        known = _known.get()
        if known is not None and (self, key) in known:
            transaction.on_commit(lambda: known.update({(self, key): answer}))
