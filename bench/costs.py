"""What an act costs: time on the wall, and on the processor, which other work on the machine stretches less."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.db import connection
from django.test.utils import CaptureQueriesContext

WARMING_UP = 5


@dataclass(frozen=True)
class Cost:
    """Milliseconds of one act: on the wall (median, 95th percentile), of our processor and of the database's (medians)."""

    wall: float
    wall_p95: float
    processor: float
    database: float
    queries: int


def cost_of(act: Callable[[], object], rounds: int) -> Cost:
    """Do it `rounds` times, after a few to warm up, and return what it cost."""
    for _ in range(WARMING_UP):
        act()
    with CaptureQueriesContext(connection) as queries:
        act()
        number = len(queries)
    backend = _backend()
    walls, processor, database = [], [], []
    for _ in range(rounds):
        started = time.perf_counter(), time.thread_time(), _ran(backend)
        act()
        walls.append(time.perf_counter() - started[0])
        processor.append(time.thread_time() - started[1])
        database.append(_ran(backend) - started[2])
    walls.sort()
    return Cost(
        wall=statistics.median(walls) * 1000,
        wall_p95=walls[int(len(walls) * 0.95)] * 1000,
        processor=statistics.median(processor) * 1000,
        database=statistics.median(database) * 1000,
        queries=number,
    )


def _backend() -> Path:
    """The kernel's account of the process that answers our connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return Path(f"/proc/{cursor.fetchone()[0]}/schedstat")


def _ran(backend: Path) -> float:
    """Seconds that it has run; 0 where the database is on another machine."""
    return int(backend.read_text().split()[0]) / 1e9 if backend.exists() else 0.0
