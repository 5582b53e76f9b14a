"""A network that breaks: a TCP proxy that cuts each connection after so many bytes of the server's."""

from __future__ import annotations

import contextlib
import itertools
import socket
import struct
import threading
from collections.abc import Iterable, Iterator

# Closing with this sends a reset instead of a farewell.
RESET = struct.pack("ii", 1, 0)


class CuttingProxy:
    """Passes bytes on until a connection's share is used up; then both sides lose it.

    `shares` gives each new connection its number of bytes from the server; None and the end of it mean
    no limit. Every other cut is a reset, as when a machine goes away; the others are silent ends.
    """

    def __init__(self, target: tuple[str, int] | str, shares: Iterable[int | None] = ()) -> None:
        self._target = target
        self._shares = itertools.chain(shares, itertools.repeat(None))
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._open: set[socket.socket] = set()
        self._is_down = False
        self.port: int = self._listening.getsockname()[1]
        self.connections = 0
        self.cuts = 0

    def cut_all(self) -> None:
        """Cut every connection and take no new ones, until `mend`."""
        self._is_down = True
        for end in list(self._open):
            _close(end, reset=True)

    def hang_up(self) -> None:
        """End every connection as a server does that leaves; new ones are taken."""
        for end in list(self._open):
            _close(end, reset=False)

    def mend(self) -> None:
        """Let connections through again."""
        self._is_down = False

    def serve(self) -> None:
        """Take connections until closed."""
        while True:
            try:
                client, _address = self._listening.accept()
            except OSError:
                return
            if self._is_down:
                _close(client, reset=True)
                continue
            self.connections += 1
            self._start(client)

    def close(self) -> None:
        """Stop, and cut what is still open."""
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self.cut_all()

    def _start(self, client: socket.socket) -> None:
        try:
            server = self._connect()
        except OSError:
            _close(client, reset=True)
            return
        self._open |= {client, server}
        share = next(self._shares)
        threading.Thread(target=self._pass_on, args=(client, server, None), daemon=True).start()
        threading.Thread(target=self._pass_on, args=(server, client, share), daemon=True).start()

    def _connect(self) -> socket.socket:
        if isinstance(self._target, tuple):
            server = socket.create_connection(self._target, 5)
            # Five seconds to connect; who says nothing afterwards is not cut off.
            server.settimeout(None)
            return server
        server = socket.socket(socket.AF_UNIX)
        server.connect(self._target)
        return server

    def _pass_on(self, source: socket.socket, sink: socket.socket, share: int | None) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65_536 if share is None else max(min(share, 65_536), 1)):
                if share is not None and share < len(data):
                    break
                sink.sendall(data)
                if share is not None:
                    share -= len(data)
        if share is not None:
            self.cuts += share == 0
        for end in (sink, source):
            _close(end, reset=share == 0 and self.cuts % 2 == 0)
            self._open.discard(end)


def _close(end: socket.socket, *, reset: bool) -> None:
    with contextlib.suppress(OSError):
        if reset and end.family == socket.AF_INET:
            end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
            # Wakes whoever of us still reads; before that the system closes nothing.
            end.shutdown(socket.SHUT_RD)
        else:
            end.shutdown(socket.SHUT_RDWR)
    end.close()


@contextlib.contextmanager
def cutting(
    target: tuple[str, int] | str, shares: Iterable[int | None] = ()
) -> Iterator[CuttingProxy]:
    """Run a proxy before `target` (address and port, or the path of a socket) until the block ends."""
    proxy = CuttingProxy(target, shares)
    thread = threading.Thread(target=proxy.serve, daemon=True)
    thread.start()
    try:
        yield proxy
    finally:
        proxy.close()
        thread.join(5)
