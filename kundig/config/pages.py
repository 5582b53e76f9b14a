"""Django's part of the ASGI application: pages and the API, each request in one thread."""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import IO, Any, TypeVar

from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, get_script_prefix
from django.core.signals import request_started
from django.http import HttpResponseBase
from django.urls import set_script_prefix

from kundig.core import caps
from kundig.web.body_cap import Receive, Scope, Send

R = TypeVar("R")


class PageHandler(ASGIHandler):
    """Answers a request in one thread of its own few, from the first middleware to the view and back.

    Nothing of ours is asynchronous here. Django would run each middleware that can be on the event loop, change
    threads at every border between them, and make a new thread with a new connection for each request.
    """

    def __init__(self) -> None:
        super().__init__()
        self._threads = ThreadPoolExecutor(caps.PAGE_THREADS, "page")

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
        response = await self._in_thread(self._answer, scope, body)
        await self.send_response(response, send)
        if response.streaming:
            await self._in_thread(response.close)

    def _answer(self, scope: Scope, body: IO[bytes]) -> HttpResponseBase:
        set_script_prefix(get_script_prefix(scope))
        request_started.send(sender=self.__class__, scope=scope)
        request, refusal = self.create_request(scope, body)
        response = self.get_response(request) if request is not None else refusal
        assert response is not None, "create_request gives one of the two"
        if not response.streaming:
            # Here and not once it is sent: this is the thread that gives its connection back.
            response.close()
        body.close()
        return response

    async def _in_thread(self, function: Callable[..., R], *words: Any) -> R:
        context = contextvars.copy_context()
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, context.run, function, *words)
