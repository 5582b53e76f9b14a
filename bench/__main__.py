"""`make bench`: seeds a database of its own and prints the server's time for each thing people do."""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    """Seed and measure."""
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--conversations", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=60)
    options = parser.parse_args()
    _start(ROOT / ".data" / f"bench-{options.conversations}")

    from bench.measure import measurements

    print(f"{'':34}{'p50':>9}{'p95':>9}   goal (p50)")
    for name, goal, act in measurements(options.conversations):
        p50, p95 = timed(act, options.rounds)
        verdict = "" if p50 <= goal else "   MISSED"
        print(f"{name:34}{p50:6.1f} ms{p95:6.1f} ms   {goal} ms{verdict}", flush=True)


def timed(act: Callable[[], object], rounds: int) -> tuple[float, float]:
    """Return median and 95th percentile of `rounds` calls in milliseconds, after a few to warm up."""
    for _ in range(5):
        act()
    times = []
    for _ in range(rounds):
        started = time.perf_counter()
        act()
        times.append((time.perf_counter() - started) * 1000)
    times.sort()
    return statistics.median(times), times[int(len(times) * 0.95)]


def _start(data: Path) -> None:
    os.environ["KUNDIG_DATA"] = str(data)
    os.environ["KUNDIG_URL"] = "http://testserver"
    os.environ["DJANGO_SETTINGS_MODULE"] = "kundig.config.settings"
    from kundig.config import embedded

    embedded.ensure_url(data)
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


main()
