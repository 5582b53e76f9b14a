"""The log loses nothing: many writers, readers that keep reconnecting."""

from __future__ import annotations

import asyncio
import json
import random
import threading
import time
from collections import Counter

import httpx
import pytest
from django.db import connection, transaction

from kundig.conversations.audience import Audience
from kundig.core import live, log
from kundig.core.live import Fact
from kundig.core.log import CHANNEL, Position
from kundig.core.models import Event
from kundig.staff.models import Agent
from tests.server import Server, session_cookie

WRITERS = 8
TRANSACTIONS = 200
EVENTS = 10
TOTAL = WRITERS * TRANSACTIONS * EVENTS
READERS = 4
RECONNECTS = 50


def write(writer: int) -> None:
    """Commit events in transactions that last up to 20 ms, so that numbers and commits cross."""
    chance = random.Random(writer)
    first = writer * TRANSACTIONS * EVENTS
    for number in range(TRANSACTIONS):
        with transaction.atomic():
            Event.objects.bulk_create(
                Event(
                    kind="conversation.noted",
                    subject_kind="conversation",
                    subject_id=first + number * EVENTS + i + 1,
                    actor_kind="system",
                )
                for i in range(EVENTS)
            )
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_notify(%s, '')", [CHANNEL])
            time.sleep(chance.random() * 0.02)
    connection.close()


def start_writers() -> list[threading.Thread]:
    threads = [threading.Thread(target=write, args=(n,)) for n in range(WRITERS)]
    for thread in threads:
        thread.start()
    return threads


def test_r08_readers_by_position_miss_nothing(transactional_db: None) -> None:
    threads = start_writers()
    seen: list[int] = []
    position = log.START
    # Whoever still writes anywhere on the server holds up the reading, but nothing gets lost by it.
    until = time.monotonic() + 90
    while len(seen) < TOTAL and time.monotonic() < until:
        batch = log.read(position, 500)
        seen += [event.subject_id for event in batch]
        if batch:
            position = log.position_of(batch[-1])
        else:
            time.sleep(0.005)
    for thread in threads:
        thread.join()
    assert len(seen) == TOTAL
    assert len(set(seen)) == TOTAL


def test_r07_reconnecting_browsers_hear_everything_once(
    server: Server, anna: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    """8 writers, 16,000 events, 200 reconnects: none lost, none twice, no reset."""
    everyone = Audience(frozenset(), frozenset())

    def scopes(facts: list[Fact]) -> dict[Position, Audience]:
        return {fact.position: everyone for fact in facts}

    monkeypatch.setitem(live._scopes, "conversation", scopes)
    cookies = session_cookie(anna)
    heard, connects, resets = asyncio.run(asyncio.wait_for(read_all(server, cookies), 90))
    assert resets == 0
    for names in heard:
        assert sum(names.values()) == TOTAL
        assert len(names) == TOTAL
    assert connects >= READERS * RECONNECTS


async def read_all(server: Server, cookies: dict[str, str]) -> tuple[list[Counter[str]], int, int]:
    """Read with several browsers that cut the line again and again while the writers write."""
    ready = asyncio.Barrier(READERS + 1)
    readers = [asyncio.create_task(read(server, cookies, n, ready)) for n in range(READERS)]
    await ready.wait()
    threads = start_writers()
    results = await asyncio.gather(*readers)
    for thread in threads:
        await asyncio.to_thread(thread.join)
    return (
        [names for names, _, _ in results],
        sum(connects for _, connects, _ in results),
        sum(resets for _, _, resets in results),
    )


async def read(
    server: Server, cookies: dict[str, str], number: int, ready: asyncio.Barrier
) -> tuple[Counter[str], int, int]:
    chance = random.Random(number)
    names: Counter[str] = Counter()
    position, connects, resets = "", 0, 0
    async with httpx.AsyncClient(base_url=server.url, cookies=cookies, timeout=30) as client:
        while sum(names.values()) < TOTAL or connects < RECONNECTS:
            headers = {"Last-Event-ID": position} if position else {}
            connects += 1
            # The first RECONNECTS lines are cut after a few messages; the last one reads to the end.
            budget = chance.randint(1, 4) if connects <= RECONNECTS else 10**9
            async with client.stream("GET", "/live/", headers=headers) as response:
                assert response.status_code == 200
                event = ""
                async for line in response.aiter_lines():
                    if line.startswith("id: "):
                        position = line[4:]
                    elif line.startswith("event: "):
                        event = line[7:]
                        if event == "reset":
                            return names, connects, resets + 1
                    elif line.startswith("data: "):
                        if event == "here" and connects == 1:
                            await ready.wait()
                        names.update(json.loads(line[6:]).get("names", []))
                        budget -= 1
                        if budget <= 0 or sum(names.values()) >= TOTAL:
                            break
    return names, connects, resets
