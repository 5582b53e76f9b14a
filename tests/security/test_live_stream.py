"""The stream of names under wrong places, wrong topics and wrong people (C10 to C13)."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from itertools import islice
from typing import Any

import httpx
import pytest
from django.db import OperationalError

from kundig.conversations import actions
from kundig.conversations.audience import AgentListener, Audience
from kundig.conversations.models import Conversation
from kundig.core import caps, live, log
from kundig.core.actor import SYSTEM, Actor
from kundig.core.events import Audience as EventAudience
from kundig.core.events import kinds
from kundig.core.live import Fact
from kundig.core.log import Position
from kundig.core.models import AuditEntry, Event
from kundig.customers.models import Customer
from kundig.staff.models import Agent, Team
from tests import make
from tests.server import Server, session_cookie

SILENCE = 0.5


def listen(
    server: Server, agent: Agent, *, place: str | None = None, act: Callable[[], Any] | None = None
) -> list[dict[str, Any]]:
    """Open the stream at `place`, run `act` once it is open and return what came before it fell silent."""
    wait_until_settled()
    headers = {} if place is None else {b"last-event-id": place.encode()}
    found: list[dict[str, Any]] = []
    with (
        httpx.Client(
            cookies=session_cookie(agent), timeout=httpx.Timeout(5, read=SILENCE)
        ) as client,
        client.stream("GET", f"{server.url}/live/", headers=headers) as answer,
    ):
        assert answer.status_code == 200
        message: dict[str, Any] = {}
        try:
            for line in answer.iter_lines():
                name, _colon, value = line.partition(": ")
                if name == "event":
                    message["event"] = value
                elif name == "data":
                    message["data"] = json.loads(value)
                elif not line and message:
                    found.append(message)
                    message = {}
                    if act is not None:
                        act()
                        wait_until_settled()
                        act = None
        except httpx.ReadTimeout:
            pass
    return found


def wait_until_settled() -> None:
    """Wait until every event may be told: a transaction elsewhere on the server holds them back."""
    newest = Event.objects.order_by("-pk").first()
    until = time.monotonic() + 60
    while newest is not None and log.end() < log.position_of(newest):
        assert time.monotonic() < until
        time.sleep(0.02)


def names(messages: list[dict[str, Any]]) -> set[str]:
    return {name for message in messages for name in message["data"].get("names", [])}


ODD_PLACES = [
    "-1",
    "-5--7",
    "abc",
    "1",
    "0x10-1",
    "١-١",
    "1-1; DROP TABLE core_event",
    "9999999999999999999-1",
    "99999999999999999999999-1",
    "1-99999999999999999999",
]


def test_c10_a_place_that_cannot_be_served_gets_reset(
    server: Server, anna: Agent, conversation: Conversation
) -> None:
    for place in ODD_PLACES:
        messages = listen(server, anna, place=place)
        assert [message["event"] for message in messages] == ["reset"], place
        assert names(messages) == set()


def test_c10_a_place_too_old_gets_reset(
    server: Server, anna: Agent, conversation: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caps, "LIVE_REPLAY_EVENTS", 2)
    for _ in range(2):
        actions.resolve(conversation, by=anna.actor)
        actions.reopen(conversation, by=anna.actor)
    assert listen(server, anna, place=str(log.START))[0]["event"] == "reset"


def test_c10_the_place_of_somebody_else_shows_nothing_foreign(
    server: Server, ben: Agent, workshop: Team, kofi: Customer, conversation: Conversation
) -> None:
    own = make.conversation(customer=kofi, team=workshop)
    # From the very beginning of everybody's log.
    messages = listen(server, ben, place=str(log.START))
    assert names(messages) == {f"conversation:{own.pk}"}


def test_c10_what_happens_elsewhere_is_not_heard(
    server: Server, ben: Agent, anna: Agent, conversation: Conversation
) -> None:
    def act() -> None:
        actions.note(conversation, by=anna.actor, text="Geheim")

    messages = listen(server, ben, act=act)
    assert [message["event"] for message in messages] == ["here"]


def test_a_stream_in_which_nothing_happens_beats(
    server: Server, anna: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caps, "LIVE_HEARTBEAT_SECONDS", 0.1)
    with httpx.stream(
        "GET", f"{server.url}/live/", cookies=session_cookie(anna), timeout=5
    ) as answer:
        beats = [line for line in islice(answer.iter_lines(), 12) if line.startswith(":")]
    assert len(beats) >= 2


def test_r09_the_stream_survives_that_the_database_is_away(
    server: Server, anna: Agent, conversation: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    find = live._find_scopes
    away = iter([OperationalError("the database is away")])

    def find_or_fail(facts: list[Fact]) -> dict[Position, Any]:
        for problem in away:
            raise problem
        return find(facts)

    monkeypatch.setattr(live, "_find_scopes", find_or_fail)
    monkeypatch.setattr("tests.security.test_live_stream.SILENCE", 3)
    messages = listen(
        server, anna, act=lambda: actions.note(conversation, by=anna.actor, text="Notiz")
    )
    assert names(messages) == {f"conversation:{conversation.pk}"}


def test_whoever_joins_while_another_leaves_is_not_forgotten(transactional_db: None) -> None:
    async def leave_and_join() -> bool:
        hub = live.Hub()
        left, stays = (live.Connection(AgentListener(SYSTEM), frozenset()) for _ in range(2))
        leaving = asyncio.create_task(hub.join(left, None))
        joining = asyncio.create_task(hub.join(stays, None))
        await asyncio.sleep(0)
        leaving.cancel()
        hub.leave(left)
        joined = await asyncio.wait_for(joining, 5)
        hub.leave(stays)
        return joined

    assert asyncio.run(leave_and_join())


ODD_TOPICS = [
    "topic=conversation:%25",
    "topic=conversation:*",
    "topic=conversation:{id}%20",
    "topic=%20conversation:{id}",
    "topic[]=conversation:{id}",
    "topic=conversation:0{id}",
    "topic=conversation:{id}&topic=conversation:*",
    "topic=conversation:{id},2",
    'topic=["conversation:{id}"]',
    "topic=Conversation:{id}",
    "topic=customer:1",
    "topic=",
    "topic=conversation:{foreign}",
    "topic=conversation:{id}&topic=conversation:{foreign}",
    "topic=conversation:999999",
    "event=base",
    "topic=conversation:{id}&agent=1",
]


def test_c11_only_exact_topics_within_reach_are_taken(
    server: Server, ben: Agent, workshop: Team, conversation: Conversation
) -> None:
    own = make.conversation(customer=conversation.customer, team=workshop)
    cookies = session_cookie(ben)
    for odd in ODD_TOPICS:
        query = odd.format(id=own.pk, foreign=conversation.pk)
        answer = httpx.get(f"{server.url}/live/?{query}", cookies=cookies, timeout=5)
        assert (answer.status_code, answer.content) == (403, b""), query


def test_c11_a_foreign_topic_leaves_a_trace_and_one_that_never_was_does_not(
    server: Server, ben: Agent, conversation: Conversation
) -> None:
    for number in (conversation.pk, 999_999):
        url = f"{server.url}/live/?topic=conversation:{number}"
        assert httpx.get(url, cookies=session_cookie(ben), timeout=5).status_code == 403
    entry = AuditEntry.objects.get(kind="refused.listening")
    assert (entry.actor_kind, entry.actor_id) == ("agent", ben.pk)
    assert entry.data == {"thing": "conversation", "numbers": [f"#{conversation.pk}"]}


def test_c11_too_many_topics_are_refused(
    server: Server, anna: Agent, conversation: Conversation
) -> None:
    query = "&".join([f"topic=conversation:{conversation.pk}"] * (caps.LIVE_TOPICS + 1))
    answer = httpx.get(f"{server.url}/live/?{query}", cookies=session_cookie(anna), timeout=5)
    assert answer.status_code == 403


# What a customer may ever hear of, word for word: whoever adds to this opens a wall.
FOR_CUSTOMERS = {
    "conversation.opened": {"channel"},
    "conversation.message_received": {"message", "automatic"},
    "conversation.replied": {"message"},
    "conversation.resolved": set(),
    "conversation.reopened": set(),
}


def test_c12_customers_hear_of_nothing_internal() -> None:
    shown = {
        kind.name: set(kind.fields) for kind in kinds() if kind.audience is EventAudience.CUSTOMER
    }
    assert shown == FOR_CUSTOMERS


def test_c12_the_desk_stream_is_for_agents_alone(
    server: Server, anna: Agent, conversation: Conversation
) -> None:
    customer = AgentListener(Actor("customer", conversation.customer_id))
    fact = Fact(Position(1, 1), "conversation.noted", "conversation", conversation.pk, {})
    assert not customer.hears(fact, Audience(frozenset(), frozenset()))
    assert httpx.get(f"{server.url}/live/", timeout=5).status_code == 403
    cookies = session_cookie(anna)
    anna.is_active = False
    anna.save()
    assert httpx.get(f"{server.url}/live/", cookies=cookies, timeout=5).status_code == 403


def test_c12_the_stream_carries_names_and_no_words(
    server: Server, anna: Agent, conversation: Conversation
) -> None:
    def act() -> None:
        actions.note(conversation, by=anna.actor, text="Zahlt schlecht")

    messages = listen(server, anna, act=act)
    assert messages[-1] == {
        "event": "changed",
        "data": {"names": [f"conversation:{conversation.pk}"]},
    }


ODD_BODIES = [
    b'{"event":"base"}',
    b'{"event":"subscribe","topic":"conversation:1"}',
    b"no JSON",
    b"\x00\xff",
    b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
]


def test_c13_whatever_is_sent_to_the_stream_gets_one_fixed_answer(
    server: Server, anna: Agent, conversation: Conversation
) -> None:
    cookies = session_cookie(anna)
    for body in ODD_BODIES:
        for method in ("POST", "PUT", "DELETE"):
            answer = httpx.request(
                method, f"{server.url}/live/", content=body, cookies=cookies, timeout=5
            )
            assert (answer.status_code, answer.content) == (405, b"")
    assert listen(server, anna)[0]["event"] == "here"
