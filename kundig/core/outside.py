"""The one way to the network: names are resolved here, addresses judged, and only what was judged is connected to.

Nothing of Kundig opens a connection to a host that somebody typed in or a stranger named except through
`connect`. Strangers' names lead to public addresses alone. What an administrator of Kundig typed in may
also lead into the networks that whoever runs Kundig has named (`KUNDIG_OWN_NETWORKS`); what somebody limited to
teams typed in may not.
"""

from __future__ import annotations

import ipaddress
import queue
import socket
import threading
import time
from collections.abc import Iterable

from django.conf import settings

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

# What is not the public internet: the registries of special-purpose addresses (RFC 6890 and its
# successors) in full. Python's `is_global` takes several of these for public.
_RESERVED_IPV4 = [
    ipaddress.IPv4Network(network)
    for network in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16"),
        *("172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24"),
        *("192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24"),
        *("198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3"),
        # In no registry: here a large provider tells its machines their secrets.
        "168.63.129.16/32",
    )
]
# Of IPv6 only this block is given out (RFC 4291); all else is translation, link, site or the future.
_GIVEN_OUT_IPV6 = ipaddress.IPv6Network("2000::/3")
_RESERVED_IPV6 = [
    ipaddress.IPv6Network(network)
    for network in ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20")
]
# Names that mean this machine wherever they are asked for (RFC 6761).
_HERE = ("localhost", "localdomain")


class Unreachable(OSError):
    """A host can't be reached or must not be; the text says which, for the log alone.

    One error for everything, so that nobody learns from it what the network inside looks like.
    """


def connect(host: str, port: int, *, seconds: float, own_networks: bool = False) -> socket.socket:
    """Return a connected socket to one of the host's permitted addresses.

    `host` is a name or an address in any spelling, and resolved exactly once. With `own_networks`, for
    what an administrator typed in, addresses of `KUNDIG_OWN_NETWORKS` are permitted beside public ones.
    Raises Unreachable where none is permitted or none answers within `seconds`, all together.
    """
    until = time.monotonic() + seconds
    permitted = [
        address
        for address in _resolve(host, port, seconds)
        if is_permitted(address, own_networks=own_networks)
    ]
    if not permitted:
        raise Unreachable(f"{host} has no address that may be connected to")
    problem: OSError | None = None
    for address in permitted:
        try:
            return socket.create_connection(
                (str(address), port), max(0.1, until - time.monotonic())
            )
        except OSError as refused:
            problem = refused
    raise Unreachable(f"{host}:{port} does not answer: {problem}") from problem


def is_permitted(address: IPAddress, *, own_networks: bool = False) -> bool:
    """Tell whether Kundig may connect to this address: see `connect`."""
    if own_networks and _is_in(address, map(ipaddress.ip_network, settings.OWN_NETWORKS)):
        return True
    return is_public(address) and not _is_this_machine(address)


def is_public(address: IPAddress) -> bool:
    """Tell whether an address belongs to the public internet."""
    if isinstance(address, ipaddress.IPv4Address):
        return not _is_in(address, _RESERVED_IPV4)
    if address.scope_id is not None:
        return False
    return address in _GIVEN_OUT_IPV6 and not _is_in(address, _RESERVED_IPV6)


def may_be_named(host: str, *, own_networks: bool = True) -> bool:
    """Tell whether a host may be typed in: False for this machine's names and forbidden addresses, in any spelling.

    `own_networks` as in `connect`. A name is judged when it is connected to; until then it may lead anywhere.
    """
    name = host.strip().rstrip(".").lower()
    address = _literal(name)
    if address is None and name.rpartition(".")[2] in _HERE:
        address = ipaddress.IPv4Address("127.0.0.1")
    return address is None or is_permitted(address, own_networks=own_networks)


def is_inside(host: str) -> bool:
    """Tell whether a host spells out an address in the networks of our own, where nothing need be encrypted."""
    address = _literal(host)
    if address is None or is_public(address):
        return False
    return is_permitted(address, own_networks=True)


def forbidden_addresses(host: str, port: int, *, seconds: float) -> list[IPAddress]:
    """Return the addresses of a host that somebody typed in, where none may be connected to; else nothing."""
    found = _resolve(host, port, seconds)
    if any(is_permitted(address, own_networks=True) for address in found):
        return []
    return found


def _literal(host: str) -> IPAddress | None:
    """The address that a host spells out; None for a name.

    Whatever the C library takes for an address counts, for it is what connects: 127.1, 0x7f.1, 2130706433.
    """
    try:
        return ipaddress.ip_address(host.removeprefix("[").removesuffix("]"))
    except ValueError:
        pass
    try:
        return ipaddress.IPv4Address(socket.inet_aton(host))
    except (OSError, ValueError):
        return None


def _is_in(
    address: IPAddress, networks: Iterable[ipaddress.IPv4Network | ipaddress.IPv6Network]
) -> bool:
    return any(address in network for network in networks)


def _is_this_machine(address: IPAddress) -> bool:
    """Tell whether a public address is our own: the way there would begin where it ends. Sends nothing."""
    family = socket.AF_INET if address.version == 4 else socket.AF_INET6
    with socket.socket(family, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect((str(address), 9))
        except OSError:
            return False
        return bool(probe.getsockname()[0] == str(address))


def _resolve(host: str, port: int, seconds: float) -> list[IPAddress]:
    """The addresses of a host in the resolver's order. The resolver knows no time limit, a thread's reader does."""
    answers: queue.SimpleQueue[list[IPAddress]] = queue.SimpleQueue()

    def ask() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            answers.put([ipaddress.ip_address(entry[4][0]) for entry in found])
        except (OSError, ValueError):  # ValueError: a name that IDNA refuses
            answers.put([])

    threading.Thread(target=ask, daemon=True, name="resolve").start()
    try:
        return list(dict.fromkeys(answers.get(timeout=seconds)))
    except queue.Empty:
        return []
