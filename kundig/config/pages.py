"""Django's part of the ASGI application: pages and the API, each request in one thread."""

from __future__ import annotations

import asyncio
import contextvars
import re
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import IO, Any, TypeVar

from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, get_script_prefix
from django.core.signals import request_started
from django.db import close_old_connections
from django.http import HttpResponseBase, StreamingHttpResponse
from django.urls import set_script_prefix

from kundig.core import caps
from kundig.web.body_cap import Receive, Scope, Send

R = TypeVar("R")

# Pictures that are fetched from outside or drawn anew, here and on the host for files, whose addresses are
# nothing but a long sign; talks with mail servers and with who signs mailboxes in.
_WAITS = re.compile(
    r"/(?:messages/\d+/pictures/|attachments/|[^/]{60,}/$|settings/mailboxes/(?:\d+/test|come-back)/)"
)


class PageHandler(ASGIHandler):
    """Answers a request in one thread of its own few, from the first middleware to the view and back.

    Nothing of ours is asynchronous here. Django would run each middleware that can be on the event loop, change
    threads at every border between them, and make a new thread with a new connection for each request.
    What waits for somebody else has threads of its own: a mail with a hundred pictures on a slow server would
    hold up every page.
    """

    def __init__(self) -> None:
        super().__init__()
        self._threads = ThreadPoolExecutor(caps.PAGE_THREADS, "page")
        self._waiting = ThreadPoolExecutor(caps.WAITING_THREADS, "waiting")

    def load_middleware(self, is_async: bool = False) -> None:
        """Build the chain of middlewares for one thread."""
        super().load_middleware(is_async=False)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request. Raises ValueError for what is no HTTP."""
        if scope["type"] != "http":
            raise ValueError(f"Pages are asked for by HTTP, not by {scope['type']}.")
        try:
            body = await self.read_body(receive)
        except RequestAborted:
            return
        threads = self._waiting if _WAITS.match(scope["path"]) else self._threads
        response = await self._in_thread(threads, self._answer, scope, body)
        if not isinstance(response, StreamingHttpResponse):
            await self.send_response(response, send)
            return
        try:
            if not response.is_async:
                response.streaming_content = self._pieces(threads, iter(response))
            await self.send_response(response, send)
        finally:
            await self._in_thread(threads, response.close)

    async def _pieces(
        self, threads: ThreadPoolExecutor, pieces: Iterator[bytes]
    ) -> AsyncIterator[bytes]:
        """Yield what comes in pieces as our threads make them: Django would take all of it into memory first."""
        while (piece := await self._in_thread(threads, _next, pieces)) is not None:
            yield piece

    def _answer(self, scope: Scope, body: IO[bytes]) -> HttpResponseBase:
        set_script_prefix(get_script_prefix(scope))
        request_started.send(sender=self.__class__, scope=scope)
        request, refusal = self.create_request(scope, body)
        response = self.get_response(request) if request is not None else refusal
        assert response is not None, "create_request gives one of the two"
        if not isinstance(response, StreamingHttpResponse):
            # Here and not once it is sent: this is the thread that gives its connection back.
            response.close()
        body.close()
        return response

    async def _in_thread(
        self, threads: ThreadPoolExecutor, function: Callable[..., R], *words: Any
    ) -> R:
        context = contextvars.copy_context()
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(threads, context.run, function, *words)


def _next(pieces: Iterator[bytes]) -> bytes | None:
    """The next piece; None after the last. Another thread may make the one after it, with its own connection."""
    try:
        return next(pieces, None)
    finally:
        close_old_connections()
