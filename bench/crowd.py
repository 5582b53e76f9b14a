"""`python -m bench.crowd`: two hundred agents read and write at once; how long does each of them wait?

All of `kundig serve`, on the seeded conversations. Each agent does what a browser does: follows the live stream,
fetches views and list when something has changed (and waits the longer before the next time the longer that took), and
between two thoughts opens, notes, drafts, answers and assigns.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import statistics
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from bench.arrival import running
from bench.database import start
from bench.processor import taken_by_parts
from tests.ports import free_port, wait_for_port

ROOT = Path(__file__).resolve().parent.parent
GOAL_MILLISECONDS = 250
PATIENCE_SECONDS = 60
COME_IN_SECONDS = 20
# Until all parts have come up.
SETTLING_SECONDS = 5
# As in kundig/web/assets/page/live.ts.
CALM, LONGEST_CALM = 40, 5.0
PART = {"HX-Request": "true"}
# What an agent does how often, of a hundred things.
ACTS = {"open": 60, "draft": 20, "reply": 8, "note": 6, "assign": 6}


@dataclass
class Waits:
    """How long requests took in milliseconds, by what they were, and what went wrong."""

    taken: dict[str, list[float]] = field(default_factory=dict)
    broken: Counter[str] = field(default_factory=Counter)

    def note(self, name: str, since: float) -> None:
        """Note a request that began at `since`."""
        self.taken.setdefault(name, []).append((time.perf_counter() - since) * 1000)

    @property
    def all(self) -> list[float]:
        """Return every time taken, in order."""
        return sorted(one for times in self.taken.values() for one in times)


class NoCookies(httpx.Cookies):
    """Keeps none: one client stands for many browsers, each of which sends its own."""

    def extract_cookies(self, response: httpx.Response) -> None:
        """Leave the answer's cookies with the answer."""


class Desk:
    """One agent's browser."""

    def __init__(
        self, http: httpx.AsyncClient, cookie: str, waits: Waits, think: float, seed: int
    ) -> None:
        self._http, self._waits, self._think = http, waits, think
        self._cookie, self._headers = cookie, {"Cookie": cookie}
        self._chance = random.Random(seed)
        self._changed = asyncio.Event()
        self._rows: list[int] = []

    async def work(self, until: float) -> None:
        """Follow, refresh and act until the time is over."""
        # Nobody comes in at the same moment as all others.
        await asyncio.sleep(self._chance.uniform(0, COME_IN_SECONDS))
        page = await self._ask("page", "GET", "/inbox/open/", whole=True)
        token = page.cookies.get("kundig_csrf") or ""
        self._headers = {"Cookie": f"{self._cookie}; kundig_csrf={token}", "X-CSRFToken": token}
        self._read(page.text)
        beside = [asyncio.create_task(one) for one in (self._follow(until), self._refresh())]
        while (pause := self._chance.expovariate(1 / self._think)) < until - time.monotonic():
            await asyncio.sleep(pause)
            await self._act()
        for one in beside:
            one.cancel()
        await asyncio.gather(*beside, return_exceptions=True)

    async def _follow(self, until: float) -> None:
        while time.monotonic() < until:
            try:
                async with self._http.stream("GET", "/live/", headers=self._headers) as stream:
                    async for line in stream.aiter_lines():
                        if line in ("event: changed", "event: reset"):
                            self._changed.set()
            except httpx.HTTPError as problem:
                self._waits.broken[f"live: {type(problem).__name__}"] += 1

    async def _refresh(self) -> None:
        while True:
            await self._changed.wait()
            self._changed.clear()
            since = time.perf_counter()
            views = self._ask("views", "GET", "/inbox/open/views/")
            rows, _views = await asyncio.gather(
                self._ask("list", "GET", "/inbox/open/rows/"), views
            )
            self._read(rows.text)
            await asyncio.sleep(min((time.perf_counter() - since) * CALM, LONGEST_CALM))

    async def _act(self) -> None:
        if not self._rows:
            return
        name = self._chance.choices(list(ACTS), list(ACTS.values()))[0]
        one = self._chance.choice(self._rows)
        text = f"Guten Tag, Ihre Sendung {self._chance.randrange(10**6)} ist unterwegs."
        if name == "open":
            await self._ask(name, "GET", f"/inbox/open/{one}/")
        elif name == "draft":
            await self._ask(
                name, "POST", f"/conversations/{one}/draft/", text=text, direction="out"
            )
        elif name == "assign":
            await self._ask(name, "POST", f"/conversations/{one}/assign/", agent="")
        else:
            await self._ask(name, "POST", f"/conversations/{one}/{name}/", text=text)

    async def _ask(
        self, name: str, method: str, url: str, *, whole: bool = False, **words: str
    ) -> httpx.Response:
        headers = self._headers if whole else self._headers | PART
        given: dict[str, Any] = {"data": words} if words else {}
        since = time.perf_counter()
        try:
            answer = await self._http.request(method, url, headers=headers, **given)
        except httpx.HTTPError as problem:
            self._waits.broken[f"{name}: {type(problem).__name__}"] += 1
            return httpx.Response(500)
        self._waits.note(name, since)
        if answer.status_code >= 400:
            self._waits.broken[f"{name}: {answer.status_code}"] += 1
        return answer

    def _read(self, page: str) -> None:
        keys = (part.partition('"')[0] for part in page.split('data-key="')[1:])
        self._rows = [int(key) for key in keys if key.isdecimal()] or self._rows


def main() -> None:
    """Start everything, let the agents work, and print what they waited."""
    parser = argparse.ArgumentParser(prog="python -m bench.crowd")
    parser.add_argument("--agents", type=int, default=200)
    parser.add_argument("--seconds", type=int, default=90)
    parser.add_argument("--think", type=float, default=15, help="seconds between two things")
    options = parser.parse_args()
    data = ROOT / ".data" / "bench-100000"
    start(data)
    from bench.seed import seed

    seed(100_000)
    cookies = _cookies(options.agents)
    web, smtp = free_port(), free_port()
    with running(["serve"], smtp, KUNDIG_PORT=str(web)) as house:
        wait_for_port(web, seconds=120)
        httpx.get(f"http://127.0.0.1:{web}/", timeout=PATIENCE_SECONDS)
        time.sleep(SETTLING_SECONDS)
        before = taken_by_parts(house.pid, data / "postgresql"), time.process_time()
        waits = asyncio.run(_crowd(web, cookies, options.seconds, options.think))
        after = taken_by_parts(house.pid, data / "postgresql"), time.process_time()
    _print(waits, options.seconds)
    taken = {name: after[0][name] - was for name, was in before[0].items()}
    taken["the browsers"] = after[1] - before[1]
    for name, seconds in taken.items():
        print(f"{name:15}{seconds / options.seconds:6.2f} of {os.cpu_count()} processors")


async def _crowd(port: int, cookies: list[str], seconds: int, think: float) -> Waits:
    waits = Waits()
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=None)
    async with httpx.AsyncClient(
        base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE_SECONDS, limits=limits
    ) as http:
        http._cookies = NoCookies()
        until = time.monotonic() + seconds
        desks = [Desk(http, cookie, waits, think, seed) for seed, cookie in enumerate(cookies)]
        await asyncio.gather(*(desk.work(until) for desk in desks))
    return waits


def _cookies(agents: int) -> list[str]:
    """Make the agents where there are too few, and sign each in."""
    from kundig.staff.models import Agent, Role
    from tests.server import session_cookie

    role = Role.objects.get(name="Alles")
    known = {one.email: one for one in Agent.objects.filter(email__startswith="crowd")}
    found = []
    for number in range(agents):
        email = f"crowd{number}@bench.example"
        agent = known.get(email) or Agent.objects.create(
            name=f"Person {number}", email=email, role=role
        )
        ((name, value),) = session_cookie(agent).items()
        found.append(f"{name}={value}")
    return found


def _print(waits: Waits, seconds: int) -> None:
    for name, times in [*sorted(waits.taken.items()), ("all", waits.all)]:
        times.sort()
        p95 = times[int(len(times) * 0.95)]
        print(
            f"{name:10}{len(times):8}{len(times) / seconds:8.1f} a second"
            f"{statistics.median(times):9.0f} ms{p95:9.0f} ms p95"
        )
    p95 = waits.all[int(len(waits.all) * 0.95)]
    is_good = p95 <= GOAL_MILLISECONDS and not waits.broken
    print(
        f"goal p95 {GOAL_MILLISECONDS} ms and no error{'' if is_good else '   MISSED'}", flush=True
    )
    for name, number in waits.broken.most_common():
        print(f"  {number} × {name}")


if __name__ == "__main__":
    main()
