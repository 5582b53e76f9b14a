"""The end of what a request may carry, before anything is kept of it: Django writes bodies to disk unread."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header

Scope = dict[str, Any]
Message = Mapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]


def capped(
    application: Application, limit: int, *, wider: Mapping[str, int] | None = None
) -> Application:
    """Return the ASGI application with every body of more than `limit` bytes answered with 413.

    `wider` gives paths that begin so a limit of their own.
    """
    limits = wider or {}

    async def cap(scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        most = next((own for start, own in limits.items() if path.startswith(start)), limit)
        if _announced(scope) > most:
            await _refuse(scope, send)
            return
        body = _Body(scope, receive, send, most)
        await application(scope, body.receive, body.send)

    return cap


class _Body:
    """Counts what comes in; past the limit the application is told that the other side has gone."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, limit: int) -> None:
        self._scope, self._receive, self._send, self._left = scope, receive, send, limit
        self._answered = self._over = False

    async def receive(self) -> Message:
        message = await self._receive()
        if self._over:
            return {"type": "http.disconnect"}
        self._left -= len(message.get("body", b""))
        if self._left >= 0:
            return message
        self._over = True
        if not self._answered:
            await _refuse(self._scope, self._send)
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        if not self._over:
            self._answered = True
            await self._send(message)


def _announced(scope: Scope) -> int:
    length = _header(scope, b"content-length")
    return int(length) if length.isdigit() else 0


def _header(scope: Scope, name: bytes) -> str:
    return bytes(dict(scope["headers"]).get(name, b"")).decode("latin-1")


async def _refuse(scope: Scope, send: Send) -> None:
    page = _page(scope) if "text/html" in _header(scope, b"accept") else b""
    # What still comes is not read: the connection ends with the answer.
    headers = [(b"connection", b"close"), (b"content-length", str(len(page)).encode())]
    headers += [(b"content-type", b"text/html; charset=utf-8")] if page else []
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": page})


def _page(scope: Scope) -> bytes:
    """A page for people, in the first of their browser's languages that there is; there is no request to ask yet."""
    wanted = parse_accept_lang_header(_header(scope, b"accept-language"))
    known = dict(settings.LANGUAGES)
    bare = (code.partition("-")[0] for code, _weight in wanted)
    language = next((code for code in bare if code in known), settings.LANGUAGE_CODE)
    with translation.override(language):
        return render_to_string("web/errors/413.html").encode()
