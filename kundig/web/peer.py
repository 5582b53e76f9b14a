"""Who is really at the other end: headers of a proxy count only where the proxy is named."""

from __future__ import annotations

import functools
import ipaddress
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_FORWARDED = "HTTP_X_FORWARDED_"


class TrustedPeer:
    """Puts the visitor's own address into REMOTE_ADDR, as the proxies of KUNDIG_TRUSTED_PROXIES report it.

    From anybody else the headers are dropped, so that nothing behind this can believe them.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request."""
        meta = request.META
        peer = read(meta.get("REMOTE_ADDR", ""))
        if is_trusted(peer):
            meta["REMOTE_ADDR"] = str(_visitor(meta.get(f"{_FORWARDED}FOR", ""), peer))
        else:
            for name in [name for name in meta if name.startswith(_FORWARDED)]:
                del meta[name]
                # No header can say so: theirs begin with HTTP_.
                meta["KUNDIG_FORWARDED"] = True
        return self.get_response(request)


def read(text: str) -> Address | None:
    """Return the address that `text` writes; None where it is none."""
    try:
        address = ipaddress.ip_address(text.strip())
    except ValueError:
        return None
    mapped = getattr(address, "ipv4_mapped", None)
    return mapped or address


def is_trusted(address: Address | None) -> bool:
    """Tell whether the address belongs to one of our own proxies."""
    return address is not None and any(
        address in _network(proxy) for proxy in settings.TRUSTED_PROXIES
    )


@functools.cache
def _network(text: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network:
    return ipaddress.ip_network(text, strict=False)


def place_of(request: HttpRequest) -> str:
    """Return where a request comes from, for rate limits: the address, of IPv6 its /64."""
    address = read(request.META.get("REMOTE_ADDR", ""))
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network(f"{address}/64", strict=False))
    return str(address)


def neighbourhood_of(request: HttpRequest) -> str:
    """Return roughly where a request comes from, for people: see `neighbourhood`."""
    return neighbourhood(request.META.get("REMOTE_ADDR", ""))


def neighbourhood(text: str) -> str:
    """Return an address without its last part: enough to know one's own network, too little to name anybody."""
    address = read(text)
    if address is None:
        return "–"
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network(f"{address}/48", strict=False).network_address) + "…"
    return ".".join([*str(address).split(".")[:3], "x"])


def _visitor(forwarded_for: str, peer: Address | None) -> Address | None:
    # From the right: each of our proxies added whom it had spoken to; left of that anybody may write.
    visitor = peer
    for part in reversed(forwarded_for.split(",")):
        address = read(part)
        if address is None:
            break
        visitor = address
        if not is_trusted(address):
            break
    return visitor
