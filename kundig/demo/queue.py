"""The jobs of the play: worked off in this process, one after the other, at the story's time."""

from __future__ import annotations

import heapq
import itertools
from datetime import datetime
from typing import Any

from procrastinate import sql
from procrastinate.connector import BaseConnector
from procrastinate.contrib.django import app
from procrastinate.types import JobToDefer

from kundig.core.time import acting_at, now


class Queue(BaseConnector):
    """Stands in for Procrastinate's connector while the story is played.

    What the verbs defer would otherwise wait for a worker, who knows nothing of the time of the story.
    """

    def __init__(self) -> None:
        self._jobs: list[tuple[datetime, int, JobToDefer]] = []
        self._numbers = itertools.count(1)

    def get_sync_connector(self) -> BaseConnector:
        """Return the connector for what sync code defers: this one."""
        return self

    def execute_query_all(self, query: str, **arguments: Any) -> list[dict[str, Any]]:
        """Take jobs in, which is all that verbs ask of a connector."""
        if query != sql.queries["defer_jobs"]:
            raise NotImplementedError(query)
        return [{"id": self._take(job)} for job in arguments["jobs"]]

    def work_off(self, until: datetime) -> None:
        """Run what is due, and what that defers, each job at its time. What a job raises, the player sees."""
        while self._jobs and self._jobs[0][0] <= until:
            at, _number, job = heapq.heappop(self._jobs)
            with acting_at(at):
                app.tasks[job.task_name](**job.args)

    def work_off_all(self) -> None:
        """Run everything that is left, however late it is due."""
        while self._jobs:
            self.work_off(self._jobs[0][0])

    def _take(self, job: JobToDefer) -> int:
        number = next(self._numbers)
        heapq.heappush(self._jobs, (job.scheduled_at or now(), number, job))
        return number
