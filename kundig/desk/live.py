"""The stream of names that open browsers listen to: ``/live/``.

An ASGI application of its own beside Django's: Django keeps a thread and a database connection for as
long as a request lasts, and these last for hours. Here both are borrowed only to look up rights.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from asgiref.sync import sync_to_async
from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.core.handlers.asgi import ASGIRequest
from django.db import close_old_connections

from kundig.conversations.audience import AgentListener
from kundig.conversations.models import Conversation
from kundig.core import caps, refusals
from kundig.core.live import Connection, Hub, Listener, hub, stream
from kundig.core.log import Position, parse_position
from kundig.staff.models import Agent
from kundig.staff.sign_in.sessions import SessionStore, signed_in

PATH = "/live/"
PAGE = re.compile(r"[0-9a-f]{32}", re.ASCII)
TOPIC = re.compile(r"conversation:([1-9]\d{0,17})", re.ASCII)
HEADERS = [
    (b"content-type", b"text/event-stream"),
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    # Proxies must pass each line on at once.
    (b"x-accel-buffering", b"no"),
]

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]


@dataclass(frozen=True)
class Refusal(Exception):
    """The stream is not given; the status says why and nothing else does."""

    status: int


@dataclass(frozen=True)
class Ticket:
    """What a request may listen to."""

    listener: AgentListener
    topics: frozenset[str]
    page: str
    after: Position | None
    must_reset: bool


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Stream the names of changed conversations that the signed-in agent may see.

    Query: ``topic`` (repeatable, ``conversation:<id>`` exactly) narrows to these; none means all; ``page`` (32
    hexadecimal digits) is what the browser calls the page that listens. Header: ``Last-Event-ID`` (or ``after``)
    is the log position that the browser has seen; one that can't be served gets `reset`.
    Answers 403 to strangers, wrong topics and too many connections of one agent; 405 to other methods.
    """
    request = ASGIRequest(dict(scope), BytesIO())
    try:
        ticket = await sync_to_async(_admit, thread_sensitive=False)(request)
        if _is_crowded(hub(), ticket.listener):
            raise Refusal(403)
    except Refusal as refusal:
        await _refuse(send, refusal.status)
        return
    await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
    writing = asyncio.create_task(_write(request, ticket, send))
    leaving = asyncio.create_task(_until_gone(receive))
    try:
        await asyncio.wait({writing, leaving}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in (writing, leaving):
            task.cancel()
        await asyncio.gather(writing, leaving, return_exceptions=True)


async def _write(request: ASGIRequest, ticket: Ticket, send: Send) -> None:
    async def recheck() -> Listener | None:
        return await sync_to_async(_listener, thread_sensitive=False)(request)

    names = stream(
        hub(),
        Connection(ticket.listener, ticket.topics, ticket.page),
        ticket.after,
        must_reset=ticket.must_reset,
        recheck=recheck,
    )
    try:
        async for line in names:
            # A browser that has not read for a minute is taken for gone.
            async with asyncio.timeout(caps.LIVE_STUCK_SECONDS):
                await send({"type": "http.response.body", "body": line, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
    finally:
        await names.aclose()


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _refuse(send: Send, status: int) -> None:
    await send({"type": "http.response.start", "status": status, "headers": []})
    await send({"type": "http.response.body", "body": b""})


def _admit(request: ASGIRequest) -> Ticket:
    try:
        request.get_host()
    except DisallowedHost:
        raise Refusal(400) from None
    if request.method != "GET":
        raise Refusal(405)
    listener = _listener(request)
    if listener is None:
        raise Refusal(403)
    # A browser repeats its place by itself only while it keeps the stream; a new one asks with `after`.
    place = request.headers.get("Last-Event-ID") or request.GET.get("after", "")
    after = parse_position(place)
    topics, page = _topics(request, listener), _page(request)
    return Ticket(listener, topics, page, after, bool(place) and after is None)


def _listener(request: ASGIRequest) -> AgentListener | None:
    """Read session and agent anew: a signed-out, deactivated or demoted person hears nothing more."""
    request.session = SessionStore(request.COOKIES.get(settings.SESSION_COOKIE_NAME))
    try:
        agent = signed_in(request)
        if not isinstance(agent, Agent):
            return None
        return AgentListener(agent.actor)
    finally:
        close_old_connections()


def _page(request: ASGIRequest) -> str:
    page = request.GET.get("page", "")
    if page and not PAGE.fullmatch(page):
        raise Refusal(403)
    return page


def _topics(request: ASGIRequest, listener: AgentListener) -> frozenset[str]:
    asked = request.GET.getlist("topic")
    matches = [TOPIC.fullmatch(topic) for topic in asked]
    if (
        set(request.GET) - {"topic", "after", "page"}
        or len(asked) > caps.LIVE_TOPICS
        or not all(matches)
    ):
        raise Refusal(403)
    ids = {int(match[1]) for match in matches if match}
    try:
        visible = Conversation.objects.visible_to(listener.actor)
        beyond = ids - set(visible.filter(pk__in=ids).values_list("pk", flat=True)) if ids else ids
        if beyond:
            refusals.listening(by=listener.actor, rows=Conversation.objects.all(), ids=beyond)
            raise Refusal(403)
    finally:
        close_old_connections()
    return frozenset(asked)


def _is_crowded(hub: Hub, listener: AgentListener) -> bool:
    mine = [c for c in hub.connections if c.listener == listener]
    return len(mine) >= caps.LIVE_CONNECTIONS_PER_AGENT
