"""Reactions: what a room does when something has happened, as a job in the transaction of the event."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

from procrastinate.contrib.django import app
from procrastinate.jobs import Job

from kundig.core.models import Event

REACT = "core.react"

Reaction = Callable[[Event], None]

_by_kind: dict[str, list[str]] = defaultdict(list)
_by_name: dict[str, Reaction] = {}


def reaction(*kinds: str) -> Callable[[Reaction], Reaction]:
    """Register a function to run once for each event of these kinds.

    It runs as a job, in order with the other reactions to the same subject, after the transaction has
    committed; it may run twice and must then change nothing.
    """

    def register(function: Reaction) -> Reaction:
        name = f"{function.__module__}.{function.__name__}"
        _by_name[name] = function
        for kind in kinds:
            _by_kind[kind].append(name)
        return function

    return register


def reaction_named(name: str) -> Reaction:
    """Return a registered reaction; KeyError where the code no longer has it."""
    return _by_name[name]


def registered() -> dict[str, list[str]]:
    """Return the names of the reactions to each event kind."""
    return {kind: list(names) for kind, names in _by_kind.items()}


def defer_reactions(events: Iterable[Event]) -> None:
    """Defer one job for all reactions to each of these events, inside the running transaction, with one statement."""
    jobs = [_job(event, names) for event in events if (names := _by_kind.get(event.kind))]
    if jobs:
        app.job_manager.batch_defer_jobs(jobs)


def _job(event: Event, names: list[str]) -> Job:
    lock = f"{event.subject_kind}:{event.subject_id}"
    # By name: the job knows this module, not the other way round.
    return app.configure_task(REACT, lock=lock).make_new_job(event_id=event.pk, reactions=[*names])
