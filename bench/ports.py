"""Ports of the loopback interface, for the parts of Kundig that are measured."""

from __future__ import annotations

import socket
import time

PATIENCE_SECONDS = 120


def free_port() -> int:
    """Return a port that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int) -> None:
    """Return when something listens on the port; AssertionError where nothing ever does."""
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            assert time.monotonic() < until, "it does not start"
            time.sleep(0.1)
        else:
            return
