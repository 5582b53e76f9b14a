"""The whole story: 300 conversations over six weeks, ending now."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from .company import ZONE
from .pools import everyday, outage
from .script import drafts
from .stage import staged
from .steps import CLOCK, Close, Scene

SIZE = 300
CLOSED_AFTER = timedelta(days=14)


def story(now: datetime) -> list[Scene]:
    """All scenes, the oldest first; nothing in them lies after `now` but the ends of snoozes.

    `now` must be aware. The same `now` gives the same scenes.
    """
    moment = now.astimezone(ZoneInfo(ZONE))
    written = [*drafts(), *outage(moment)]
    written += everyday(SIZE - len(written))
    scenes = [_closed_by_time(staged(draft, moment), moment) for draft in written]
    return sorted(scenes, key=lambda scene: (scene.opening.at, scene.key))


def _closed_by_time(scene: Scene, now: datetime) -> Scene:
    """Resolved conversations that stay quiet for two weeks are closed."""
    closing = scene.steps[-1].at + CLOSED_AFTER
    if scene.outcome != "resolved" or closing > now:
        return scene
    return replace(scene, steps=(*scene.steps, Close(at=closing, by=CLOCK)))
