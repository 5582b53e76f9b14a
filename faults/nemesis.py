"""What goes wrong, in an order that the seed decides."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Callable

from faults.cluster import Cluster
from faults.parts import Part
from faults.plan import Plan

Tell = Callable[[str], None]


class Nemesis:
    """Strikes until its list is worked off."""

    def __init__(
        self, plan: Plan, cluster: Cluster, parts: list[Part], *, may_fill: bool, tell: Tell
    ) -> None:
        self._plan, self._cluster, self._parts, self._tell = plan, cluster, parts, tell
        self._chance = random.Random(plan.seed)
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self.done: Counter[str] = Counter()
        self._todo = (
            ["kill"] * plan.kills
            + ["restart"] * plan.restarts
            + ["pause"] * plan.pauses
            + ["full disk"] * (plan.full_disks if may_fill else 0)
        )
        self._chance.shuffle(self._todo)

    @property
    def outages(self) -> list[tuple[float, float]]:
        """From when to when the database lay down."""
        return self._cluster.outages

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def is_done(self) -> bool:
        """Say whether everything has gone wrong that was to go wrong."""
        return not self._thread.is_alive()

    def stop(self) -> None:
        """Leave the rest undone."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(self._plan.pause_seconds + 120)

    def _run(self) -> None:
        for number, fault in enumerate(self._todo, start=1):
            if self._stopping.wait(self._chance.uniform(*self._plan.calm_seconds)):
                return
            part = self._chance.choice(self._parts)
            if fault == "kill":
                part.strike()
                self.done[f"kill {part.name}"] += 1
            elif fault == "pause":
                self._tell(f"{number}/{len(self._todo)}: {part.name} stands still")
                part.pause(self._plan.pause_seconds)
                self.done[f"pause {part.name}"] += 1
            elif fault == "restart":
                self._tell(f"{number}/{len(self._todo)}: the database loses its power")
                self._cluster.strike()
                time.sleep(self._chance.uniform(0, 2))
                self._cluster.start()
                self.done["database restarted"] += 1
            else:
                self._fill()

    def _fill(self) -> None:
        self._tell("the disk is full")
        ballast = self._cluster.fill_disk()
        time.sleep(self._plan.full_disk_seconds)
        ballast.unlink()
        self._cluster.start()
        self.done["disk full"] += 1
