"""How much each peer of the mail listener may do: connections at once, mails within a minute."""

from __future__ import annotations

import ipaddress
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from kundig.core import caps

# Beyond so many peers the quiet ones are forgotten; their buckets are full again by then.
REMEMBERED = 10_000

IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
IpNetwork = ipaddress.IPv4Network | ipaddress.IPv6Network


@dataclass
class _Bucket:
    mails: float
    at: float


class Peers:
    """Counts what peers do in this process.

    This machine, its sockets and `KUNDIG_OWN_NETWORKS` are no strangers: a mail server of one's own brings
    everybody's mail over one address, so it may do what it likes.
    """

    def __init__(self) -> None:
        self._connections: Counter[str] = Counter()
        self._buckets: dict[str, _Bucket] = {}
        self._own = own_networks()

    def enter(self, peer: str) -> bool:
        """Count a connection and tell whether it may stay; `leave` must follow in any case."""
        name = self._name(peer)
        self._connections[name] += 1
        if self._connections.total() > caps.LISTENER_CONNECTIONS:
            return False
        return not name or self._connections[name] <= caps.LISTENER_CONNECTIONS_PER_PEER

    def leave(self, peer: str) -> None:
        """Forget a connection."""
        name = self._name(peer)
        self._connections[name] -= 1
        if self._connections[name] <= 0:
            del self._connections[name]

    def may_send(self, peer: str) -> bool:
        """Tell whether the peer may begin one more mail, and count it."""
        name = self._name(peer)
        if not name:
            return True
        at, size = time.monotonic(), caps.LISTENER_MAILS_PER_MINUTE
        bucket = self._buckets.setdefault(name, _Bucket(size, at))
        bucket.mails = min(size, bucket.mails + (at - bucket.at) * size / 60)
        bucket.at = at
        if bucket.mails < 1:
            return False
        bucket.mails -= 1
        if len(self._buckets) > REMEMBERED:
            self._buckets = {k: b for k, b in self._buckets.items() if at - b.at < 60}
        return True

    def _name(self, peer: str) -> str:
        """Return what the peer is counted under; "" for our own. IPv6 hands out networks of 64 bits to anybody."""
        address = stranger(peer, self._own)
        if address is None:
            return ""
        if isinstance(address, ipaddress.IPv6Address):
            return str(ipaddress.ip_network((address, 64), strict=False))
        return str(address)


def own_networks() -> list[IpNetwork]:
    """Return the networks that the operator calls their own."""
    return [ipaddress.ip_network(name, strict=False) for name in settings.OWN_NETWORKS]


def is_stranger(envelope: Mapping[str, Any]) -> bool:
    """Tell whether a mail came to our own listener from a server that is none of ours."""
    return stranger(str(envelope.get("peer") or ""), own_networks()) is not None


def stranger(peer: str, own: list[IpNetwork]) -> IpAddress | None:
    """Return the address of a peer from outside; None for this machine, its sockets and what is `own`."""
    try:
        address = ipaddress.ip_address(peer.partition("%")[0])
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv6Address):
        address = address.ipv4_mapped or address
    if address.is_loopback or any(address in network for network in own):
        return None
    return address
