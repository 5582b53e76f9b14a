"""`make bench`: seeds a database of its own and prints the server's time for each thing people do."""

from __future__ import annotations

import argparse
from pathlib import Path

from bench import flood
from bench.database import start

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    """Seed and measure."""
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--conversations", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument(
        "--only", choices=["pages", "listener", "sign-in", "flood"], help="measure only these"
    )
    parser.add_argument("--mails", type=int, help="3,000 for the listener, 10,000 for a flood")
    parser.add_argument("--seconds", type=int, default=600, help="how long a flood lasts")
    options = parser.parse_args()
    if options.only == "flood":
        # Ten minutes and a database of its own: only where it is asked for.
        flood.measure(options.mails or flood.MAILS, options.seconds)
        return
    start(ROOT / ".data" / f"bench-{options.conversations}")

    if options.only in (None, "pages"):
        _measure_pages(options.conversations, options.rounds)
    if options.only in (None, "listener"):
        _measure_listener(options.mails or 3_000)
    if options.only in (None, "sign-in"):
        _measure_sign_in(options.rounds)


def _measure_pages(conversations: int, rounds: int) -> None:
    from bench.costs import cost_of
    from bench.measure import measurements

    print(
        f"{'':34}{'p50':>9}{'p95':>9}{'processor':>12}{'database':>12}{'queries':>9}   goal (p50)"
    )
    for name, goal, act in measurements(conversations):
        cost = cost_of(act, rounds)
        verdict = "" if cost.wall <= goal else "   MISSED"
        print(
            f"{name:34}{cost.wall:6.1f} ms{cost.wall_p95:6.1f} ms{cost.processor:9.1f} ms"
            f"{cost.database:9.1f} ms{cost.queries:9}   {goal} ms{verdict}",
            flush=True,
        )


def _measure_listener(mails: int) -> None:
    from bench.listener import GOAL, accepted_per_second

    rate = accepted_per_second(mails)
    verdict = "" if rate >= GOAL else "   MISSED"
    print(f"{'listener accepts':34}{rate:6.0f} mails a second   goal {GOAL}{verdict}", flush=True)


def _measure_sign_in(rounds: int) -> None:
    from bench.sign_in import GOAL, differences

    for one in differences(rounds):
        verdict = "" if abs(one.wall) <= GOAL else "   MISSED"
        print(
            f"{one.name + ', known − unknown':34}{one.wall:+6.2f} ms of {one.takes:.1f}, "
            f"processor {one.processor:+.2f} ms   goal ±{GOAL} ms{verdict}",
            flush=True,
        )


main()
