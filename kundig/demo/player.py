"""Plays the story: every mail through the real pipeline, every step as the action of that name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from operator import itemgetter
from zoneinfo import ZoneInfo

from django.db import connection
from django.utils import timezone, translation
from procrastinate.contrib.django import app

from kundig.conversations import actions
from kundig.core.time import acting_at
from kundig.staff.models import Agent

from . import company
from .arranging import arrange, block_senders
from .bells import ring_bells
from .founding import Crew, found
from .queue import Queue
from .steps import Scene, Step
from .story import story
from .thread import Thread
from .views import make_views

# How long before the end of the story everybody has looked at everything: what is newer stands out.
LAST_LOOK = timedelta(hours=2)

Progress = Callable[[int, int], None]


def play(now: datetime, progress: Progress = lambda done, of: None) -> None:
    """Set up the company and let its last six weeks happen, up to `now`, which is aware.

    `progress` hears how many of the conversations have begun. Refused where there is an organisation already.
    """
    scenes = story(now)
    queue = Queue()
    with (
        _hasty_commits(),
        app.replace_connector(queue),
        timezone.override(ZoneInfo(company.ZONE)),
        translation.override("de"),
    ):
        with acting_at(scenes[0].opening.at - timedelta(days=3)):
            crew = found()
            make_views(crew)
        threads = _play(scenes, crew, queue, progress)
        block_senders(crew, now)
        arrange(crew, now)
        queue.work_off_all()
        for agent in crew.everybody:
            _look(agent, threads, now - LAST_LOOK)
        ring_bells(now, now - LAST_LOOK)


def _play(scenes: list[Scene], crew: Crew, queue: Queue, progress: Progress) -> list[Thread]:
    threads = {scene.key: Thread(scene, crew, queue) for scene in scenes}
    begun = 0
    for scene, step in _in_order(scenes):
        queue.work_off(step.at)
        with acting_at(step.at):
            threads[scene.key].go_on(step)
        if step is scene.opening:
            begun += 1
            progress(begun, len(scenes))
    return list(threads.values())


def _in_order(scenes: list[Scene]) -> Iterator[tuple[Scene, Step]]:
    """All steps of all scenes in the order of time, those of one scene in their own."""
    steps = [(step.at, scene, step) for scene in scenes for step in scene.steps]
    for _at, scene, step in sorted(steps, key=itemgetter(0)):
        yield scene, step


def _look(agent: Agent, threads: list[Thread], last: datetime) -> None:
    """Let an agent have looked at everything at the `last` occasion, and at what they worked on later."""
    for thread in threads:
        at = max(last, thread.worked_on.get(agent.pk, last))
        message = thread.conversation.messages.filter(created_at__lte=at).last()
        if message is not None:
            actions.look(thread.conversation, by=agent.actor, message=message)


@contextmanager
def _hasty_commits() -> Iterator[None]:
    """Don't wait for the disk at each of thousands of commits: nobody was told that anything is safe."""
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
        try:
            yield
        finally:
            cursor.execute("RESET synchronous_commit")
