"""A line to one address of the web that is kept open from one request to the next."""

from __future__ import annotations

import contextlib
import http.client
import socket
import time
from collections.abc import Mapping

from kundig.core.fetch import Answer, ask, opened, read_address, unreachable


class KeptLine:
    """Sends requests to one address, one after the other; each thread has lines of its own.

    The host's addresses are judged whenever the line is opened (`outside.connect`); whoever keeps one keeps
    it for seconds, so that a name that leads elsewhere by now is asked for anew.
    """

    def __init__(self, address: str, *, own_networks: bool) -> None:
        """Take an address as `fetch` does, without opening anything yet. Raises Unreachable for what is none."""
        self._target = read_address(address)
        self._own_networks = own_networks
        self._sock: socket.socket | None = None

    def ask(
        self, method: str, headers: Mapping[str, str], content: bytes, *, seconds: float, size: int
    ) -> Answer:
        """Send a request and return its answer; Unreachable as in `fetch`.

        Where the other side had closed the kept line the request goes out once more over a new one: it may have
        come twice then.
        """
        until = time.monotonic() + seconds
        with unreachable(self._target):
            if self._sock is not None:
                with contextlib.suppress(ConnectionError, http.client.BadStatusLine):
                    return self._ask(self._sock, method, headers, content, until, size)
            sock = opened(self._target, until, own_networks=self._own_networks)
            return self._ask(sock, method, headers, content, until, size)

    def close(self) -> None:
        """Close the line; the next request opens it anew."""
        sock, self._sock = self._sock, None
        if sock is not None:
            sock.close()

    def _ask(
        self,
        sock: socket.socket,
        method: str,
        headers: Mapping[str, str],
        content: bytes,
        until: float,
        size: int,
    ) -> Answer:
        self._sock = sock
        may_follow = False
        try:
            answer, may_follow = ask(
                sock, self._target, method, headers, content, until=until, size=size
            )
            return answer
        finally:
            if not may_follow:
                self.close()
