"""The time at which things happen: now, or then for those who do again what happened then."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextvars import ContextVar
from datetime import datetime

from django.utils import timezone

_moment: ContextVar[datetime | None] = ContextVar("moment", default=None)


def now() -> datetime:
    """Return the moment that verbs write down: the present, or the one of `acting_at`."""
    return _moment.get() or timezone.now()


@contextlib.contextmanager
def acting_at(moment: datetime) -> Iterator[None]:
    """Let everything done inside happen at `moment`, which is aware.

    For importers and the demo, which do again what happened then. Nothing else may set the clock.
    """
    token = _moment.set(moment)
    try:
        yield
    finally:
        _moment.reset(token)
