"""Django's part of the ASGI application: pages and the API, each request in one thread."""

from __future__ import annotations

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIHandler
from django.http import HttpRequest, HttpResponseBase


class PageHandler(ASGIHandler):
    """Answers a request in one thread from the first middleware to the view and back.

    Nothing of ours is asynchronous here. Django would run each middleware that can be on the event loop, and
    change threads at every border between them.
    """

    def load_middleware(self, is_async: bool = False) -> None:
        """Build the chain of middlewares for one thread."""
        super().load_middleware(is_async=False)

    async def get_response_async(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request in its thread."""
        return await sync_to_async(self.get_response)(request)
