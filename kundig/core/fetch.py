"""The one client for the web: every request that Kundig sends goes through `fetch`, or several through a `KeptLine`.

It speaks HTTP/1.1 (RFC 9112) over connections of `outside.connect`, follows nothing unasked, keeps no
cookies, tells no referrer, and stops at a time and a size that nobody on the other side can stretch.
"""

from __future__ import annotations

import contextlib
import http.client
import io
import socket
import ssl
import time
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.message import Message
from typing import Any
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from kundig.core import caps, outside
from kundig.core.outside import Unreachable

_PORTS = {"http": 80, "https": 443}
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
# What RFC 3986 lets stand in a path or a query, and what is escaped already.
_UNQUOTED = "%/?:@!$&'()*+,;=~-._[]|"
_LAST = {"Connection": "close"}
_UNZIPPERS = {"gzip": 31, "x-gzip": 31, "deflate": 15}


@dataclass(frozen=True)
class Answer:
    """What came back; `address` is where from, after redirects. Names of headers have no case."""

    status: int
    headers: Message
    content: bytes
    address: str


def fetch(
    address: str,
    *,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    content: bytes | None = None,
    own_networks: bool = False,
    redirects: int = 0,
    seconds: float = caps.FETCH_SECONDS,
    size: int = caps.FETCH_BYTES,
) -> Answer:
    """Send one request and return the answer, whatever its status.

    Accepts http and https addresses without user and password. `own_networks` as in `outside.connect`.
    Up to `redirects` redirects of a GET are followed, each judged like the first address, and never
    from https to http; without, the redirect itself is the answer. `seconds` and `size` are for all
    together, `size` counts the content as it was sent and as it was unpacked.
    Raises Unreachable for everything else: the address, the network, the time, the size, or nonsense.
    """
    until = time.monotonic() + seconds
    while True:
        target = read_address(address)
        with unreachable(target), opened(target, until, own_networks=own_networks) as sock:
            answer, _ = ask(
                sock, target, method, {**(headers or {}), **_LAST}, content, until=until, size=size
            )
        following = _following(answer) if redirects and method == "GET" else ""
        if not following:
            return answer
        address, redirects = following, redirects - 1


def read_address(address: str) -> SplitResult:
    """Return the parts of an address; Unreachable for what is none, or none of the web."""
    try:
        target = urlsplit(address.strip())
        port = target.port or _PORTS.get(target.scheme, 0)
    except ValueError as problem:
        raise Unreachable(f"no address: {problem}") from problem
    if target.scheme not in _PORTS or not target.hostname or "@" in target.netloc:
        raise Unreachable("no address of the web")
    # Below 1024 other services listen, and some of them would take a request for their own.
    if port not in _PORTS.values() and port < 1024:
        raise Unreachable(f"port {port} is not of the web")
    return target


@contextlib.contextmanager
def unreachable(target: SplitResult) -> Iterator[None]:
    """Raise Unreachable for whatever goes wrong with the network or the answer within."""
    try:
        yield
    except Unreachable:
        raise
    except (OSError, http.client.HTTPException, zlib.error, ValueError) as problem:
        raise Unreachable(f"{target.hostname}: {problem!r}") from problem


def opened(target: SplitResult, until: float, *, own_networks: bool) -> socket.socket:
    """Return a connection to where an address lies, protected for https; OSError and ValueError."""
    host = _host(target)
    port = target.port or _PORTS[target.scheme]
    connection = outside.connect(host, port, seconds=_left(until), own_networks=own_networks)
    connection.settimeout(_left(until))
    if target.scheme == "http":
        return connection
    try:
        return ssl.create_default_context().wrap_socket(connection, server_hostname=host)
    except BaseException:
        connection.close()
        raise


def ask(
    sock: socket.socket,
    target: SplitResult,
    method: str,
    headers: Mapping[str, str],
    content: bytes | None,
    *,
    until: float,
    size: int,
) -> tuple[Answer, bool]:
    """Send one request over a connection and return its answer, and whether another one may follow there.

    Raises Unreachable, OSError, HTTPException, zlib.error or ValueError: see `unreachable`.
    """
    client = http.client.HTTPConnection(_host(target), target.port or _PORTS[target.scheme])
    # Names the port to the other side where it is not the usual one.
    client.default_port = _PORTS[target.scheme]
    client.sock = _Line(sock, until, size + caps.FETCH_HEAD_BYTES)
    path = quote(target.path or "/", safe=_UNQUOTED)
    query = f"?{quote(target.query, safe=_UNQUOTED)}" if target.query else ""
    named = {"Accept": "*/*", "Accept-Encoding": "identity", "User-Agent": "Kundig", **headers}
    client.request(method, path + query, content, named)
    answer = client.getresponse()
    body = _unpack(answer.headers.get("Content-Encoding", ""), answer.read(size + 1), size)
    if answer.length:
        raise Unreachable("the answer was cut")
    may_follow = answer.isclosed() and not answer.will_close
    return Answer(answer.status, answer.headers, body, target.geturl()), may_follow


def _host(target: SplitResult) -> str:
    name = target.hostname
    assert name is not None
    return name if ":" in name else name.encode("idna").decode()


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise Unreachable("it took too long")
    return left


def _unpack(coding: str, content: bytes, size: int) -> bytes:
    if len(content) > size:
        raise Unreachable("the answer is too large")
    coding = coding.strip().lower()
    if coding in ("", "identity"):
        return content
    if coding not in _UNZIPPERS:
        raise Unreachable("the answer is packed in an unknown way")
    unzip = zlib.decompressobj(_UNZIPPERS[coding])
    unpacked = unzip.decompress(content, size + 1)
    if len(unpacked) > size:
        raise Unreachable("the answer is too large unpacked")
    return unpacked


def _following(answer: Answer) -> str:
    """Where an answer redirects to; "" for no redirect."""
    location = answer.headers.get("Location")
    if answer.status not in _REDIRECTS or not location:
        return ""
    following = urljoin(answer.address, location)
    if answer.address.startswith("https:") and not following.startswith("https:"):
        raise Unreachable("a redirect leads out of the protected connection")
    return following


class _Line:
    """A socket as `http.client` uses it: it sends, and gives something to read from."""

    def __init__(self, sock: socket.socket, until: float, size: int) -> None:
        self._sock = sock
        self._until = until
        self._size = size

    def sendall(self, data: bytes) -> None:
        """Send within the time that is left."""
        self._sock.settimeout(_left(self._until))
        self._sock.sendall(data)

    def makefile(self, _mode: str) -> io.BufferedReader:
        """Return what the answer is read from."""
        return io.BufferedReader(_Limited(self._sock, self._until, self._size))

    def close(self) -> None:
        """Do nothing: whoever connected closes."""


class _Limited(io.RawIOBase):
    """Reads from a socket within one time and one size altogether, however slowly the bytes come."""

    def __init__(self, sock: socket.socket, until: float, size: int) -> None:
        self._sock = sock
        self._until = until
        self._size = size

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def readinto(self, buffer: Any, /) -> int:
        """Read what is there, at most what is still allowed."""
        self._sock.settimeout(_left(self._until))
        count = self._sock.recv_into(buffer)
        self._size -= count
        if self._size < 0:
            raise Unreachable("the answer is too large")
        return count
