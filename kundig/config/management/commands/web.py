"""``kundig web``: answers browsers and programs."""

from __future__ import annotations

import argparse
import contextlib
import socket
from typing import Any

import uvicorn
from django.conf import settings
from django.core.management.base import BaseCommand

from kundig.core import caps


class Command(BaseCommand):
    """Serves pages, the API and the live stream; several may run behind one balancer, or answer one socket."""

    help = "Serve the desk, the API and the live stream."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--host", default=settings.HOST)
        parser.add_argument("--port", type=int, default=settings.PORT)
        parser.add_argument(
            "--socket", type=int, help="number of an open socket that listens already"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the server until a signal."""
        number = options["socket"]
        sockets = None if number is None else [socket.socket(fileno=number)]
        config = uvicorn.Config(
            "kundig.config.asgi:application",
            host=options["host"],
            port=options["port"],
            log_level="warning",
            access_log=False,
            server_header=False,
            # Proxies are believed only where settings name them; see staff for the client's address.
            proxy_headers=False,
            h11_max_incomplete_event_size=caps.REQUEST_HEADER_BYTES,
            timeout_keep_alive=65,
            timeout_graceful_shutdown=2,
        )
        # After Ctrl-C it ends by the same signal, once everybody has been answered.
        with contextlib.suppress(KeyboardInterrupt):
            uvicorn.Server(config).run(sockets)
