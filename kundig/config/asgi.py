"""The ASGI application that `kundig web` serves: Django, and the live stream beside it."""

from __future__ import annotations

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kundig.config.settings")

from django.core.asgi import get_asgi_application  # Django reads the environment first

_django = get_asgi_application()

from kundig.core import caps  # noqa: E402  # settings are read by then
from kundig.desk import live  # noqa: E402  # models are loaded by then
from kundig.web.body_cap import capped  # noqa: E402  # as above

_pages = capped(_django, caps.REQUEST_BYTES)


async def application(scope: live.Scope, receive: live.Receive, send: live.Send) -> None:
    """Answer one connection: lifespan, the live stream, or a page."""
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
    elif scope["path"] == live.PATH:
        await live.application(scope, receive, send)
    else:
        await _pages(dict(scope), receive, send)


async def _lifespan(receive: live.Receive, send: live.Send) -> None:
    while True:
        phase = (await receive())["type"].rpartition(".")[2]
        await send({"type": f"lifespan.{phase}.complete"})
        if phase == "shutdown":
            return
