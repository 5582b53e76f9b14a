"""The guard that keeps tests on this machine."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Iterator

import httpx
import pytest

from tests import network


@pytest.fixture
def caught() -> Iterator[list[str]]:
    """What was tried; these attempts are meant."""
    yield network.attempts
    network.attempts.clear()


def by_socket() -> None:
    socket.create_connection(("192.0.2.1", 80), timeout=1)


def by_datagram() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as plain:
        plain.sendto(b"x", ("192.0.2.1", 53))


def by_name() -> None:
    httpx.get("http://kundig.example/")


def by_coroutine() -> None:
    async def connect() -> None:
        await asyncio.open_connection("2001:db8::1", 80)

    asyncio.run(connect())


@pytest.mark.parametrize("leave", [by_socket, by_datagram, by_name, by_coroutine])
def test_nothing_leaves_this_machine(leave: Callable[[], None], caught: list[str]) -> None:
    with pytest.raises((network.OutsideRefused, httpx.ConnectError)):
        leave()
    assert caught


def test_this_machine_may_be_talked_to(caught: list[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        for host in ("127.0.0.1", "localhost"):
            socket.create_connection((host, port), timeout=5).close()
    assert caught == []
