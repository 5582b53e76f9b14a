"""Tests talk to nothing outside of this machine: an attempt is refused and fails the test that made it."""

from __future__ import annotations

import ipaddress
import socket
import sys
from collections.abc import Sequence
from typing import Any

# What was tried since the last look; code that swallows errors must not hide it.
attempts: list[str] = []
_EVENTS = ("socket.connect", "socket.sendto", "socket.sendmsg")
_NAMES = ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr")
_OWN_NAMES = {"localhost", "localhost.", "ip6-localhost", socket.gethostname()}


class OutsideRefused(OSError):
    """A test wanted to talk to the outside."""


def refuse() -> None:
    """Refuse all that leaves the machine, for the rest of this process; Python itself asks before each call."""
    sys.addaudithook(_look)


def is_own(host: object) -> bool:
    """Tell whether an address or a name means this machine."""
    if host is None or host == "" or host in _OWN_NAMES:
        return True
    try:
        address = ipaddress.ip_address(str(host).partition("%")[0])
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None) or address
    return bool(mapped.is_loopback or mapped.is_unspecified)


def is_address(host: object) -> bool:
    """Tell whether `host` is an address already, however oddly written, so that looking it up asks nobody."""
    try:
        socket.inet_aton(str(host))
    except (OSError, ValueError):
        return ":" in str(host)
    return True


def _look(event: str, arguments: Sequence[Any]) -> None:
    if event in _EVENTS:
        # The address of a Unix socket is no tuple.
        address = arguments[1] if len(arguments) > 1 else None
        if (
            isinstance(address, tuple)
            and not is_own(address[0])
            and not _is_silent(event, *arguments)
        ):
            _refuse(f"{event} to {address[0]}")
    elif event in _NAMES:
        host = arguments[0]
        if isinstance(host, bytes):
            host = host.decode(errors="replace")
        if str(host).endswith(".invalid"):
            # Nobody has such a name, and nobody need be asked (RFC 6761, 6.4).
            raise socket.gaierror(socket.EAI_NONAME, "no such name")
        if not is_own(host) and not is_address(host):
            _refuse(f"{event} of {host}")


def _is_silent(event: str, line: socket.socket, *_arguments: object) -> bool:
    """Tell whether nothing is sent: a connected datagram socket only shows which way it would go."""
    return event == "socket.connect" and line.type == socket.SOCK_DGRAM


def _refuse(what: str) -> None:
    attempts.append(what)
    raise OutsideRefused(f"tests stay on this machine: {what}")
