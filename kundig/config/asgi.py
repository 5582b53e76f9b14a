"""The ASGI application that `kundig web` serves: Django, the live stream and our own files beside it."""

from __future__ import annotations

import gc
import os
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kundig.config.settings")

import django  # Django reads the environment first

django.setup(set_prefix=False)

from django.conf import settings  # noqa: E402  # as above
from django.urls import get_resolver  # noqa: E402  # as above

from kundig.config.pages import PageHandler  # noqa: E402  # settings are read by then
from kundig.core import caps  # noqa: E402  # as above
from kundig.desk import live  # noqa: E402  # models are loaded by then
from kundig.web.body_cap import capped  # noqa: E402  # as above
from kundig.web.static_files import with_static_files  # noqa: E402  # as above

# A mail with its files comes from a mail service as one request.
_WIDER = {"/hooks/mail/": caps.POSTED_MAIL_BYTES}
_pages = with_static_files(
    capped(PageHandler(), caps.REQUEST_BYTES, wider=_WIDER),
    Path(settings.STATIC_ROOT),
    settings.STATIC_URL,
)


async def application(scope: live.Scope, receive: live.Receive, send: live.Send) -> None:
    """Answer one connection: lifespan, the live stream, a file of ours, or a page."""
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
    elif scope["path"] == live.PATH:
        await live.application(scope, receive, send)
    else:
        await _pages(dict(scope), receive, send)


async def _lifespan(receive: live.Receive, send: live.Send) -> None:
    while True:
        phase = (await receive())["type"].rpartition(".")[2]
        if phase == "startup":
            _keep_what_stands()
        await send({"type": f"lifespan.{phase}.complete"})
        if phase == "shutdown":
            return


def _keep_what_stands() -> None:
    """Load what every request needs; none of it is garbage ever, and looking through it again and again for garbage
    would hold up some request for a tenth of a second each time.
    """
    get_resolver().url_patterns  # noqa: B018  # read in order to load it
    gc.collect()
    gc.freeze()
