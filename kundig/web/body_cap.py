"""The end of what a request may carry, before anything is kept of it: Django writes bodies to disk unread."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

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
            await _refuse(send)
            return
        body = _Body(receive, send, most)
        await application(scope, body.receive, body.send)

    return cap


class _Body:
    """Counts what comes in; past the limit the application is told that the other side has gone."""

    def __init__(self, receive: Receive, send: Send, limit: int) -> None:
        self._receive, self._send, self._left = receive, send, limit
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
            await _refuse(self._send)
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        if not self._over:
            self._answered = True
            await self._send(message)


def _announced(scope: Scope) -> int:
    length = dict(scope["headers"]).get(b"content-length", b"")
    return int(length) if length.isdigit() else 0


async def _refuse(send: Send) -> None:
    # What still comes is not read: the connection ends with the answer.
    headers = [(b"connection", b"close"), (b"content-length", b"0")]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": b""})
