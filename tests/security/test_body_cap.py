"""No request carries more than one file, whoever sends it and wherever it goes (A04)."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx

from kundig.core import caps
from tests.server import Server


def test_a04_a_huge_body_is_refused_before_it_is_sent(server: Server) -> None:
    parts = urlsplit(server.url)
    request = (
        f"POST /account/login/ HTTP/1.1\r\nHost: {parts.hostname}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n"
        "Content-Length: 50000000000\r\n\r\n"
    )
    with socket.create_connection((str(parts.hostname), parts.port or 80), timeout=5) as line:
        line.sendall(request.encode())
        assert line.recv(1000).startswith(b"HTTP/1.1 413")


def test_a04_a_body_without_end_is_cut(server: Server) -> None:
    sent = 0

    def pieces() -> Iterator[bytes]:
        nonlocal sent
        while sent < 20 * caps.REQUEST_BYTES:
            sent += 1_000_000
            yield bytes(1_000_000)

    try:
        status = httpx.post(
            f"{server.url}/account/login/", content=pieces(), timeout=20
        ).status_code
    except (httpx.WriteError, httpx.RemoteProtocolError, httpx.ReadError):
        status = 413
    assert status == 413
    assert sent < 3 * caps.REQUEST_BYTES


def test_a04_a_body_within_the_limit_arrives(server: Server) -> None:
    answer = httpx.post(f"{server.url}/account/login/", content=bytes(5_000_000), timeout=20)
    assert answer.status_code == 403
