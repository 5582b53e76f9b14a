"""Asking the domain name system: behind a small protocol, so that nobody else needs a network."""

from __future__ import annotations

from typing import Protocol

import dns.exception
import dns.name
import dns.resolver
from dns.rdata import Rdata
from dns.rdtypes.ANY.MX import MX
from dns.rdtypes.ANY.TXT import TXT

from kundig.core import caps


class Unanswered(Exception):
    """The name system did not answer; that says nothing about the name."""


class Resolver(Protocol):
    """Whoever can look names up. A name without what is asked for has none of it; all raise Unanswered."""

    def texts(self, name: str) -> list[str]:
        """Return the TXT records of a name."""
        ...

    def addresses(self, name: str, *, v6: bool) -> list[str]:
        """Return the IPv4 addresses of a name, or the IPv6 ones."""
        ...

    def mail_servers(self, name: str) -> list[str]:
        """Return the names of the servers that take a domain's mail."""
        ...


class Network:
    """The resolver of this machine."""

    def texts(self, name: str) -> list[str]:
        """See `Resolver`."""
        found = [record for record in _records(name, "TXT") if isinstance(record, TXT)]
        return [b"".join(record.strings).decode("utf-8", "replace") for record in found]

    def addresses(self, name: str, *, v6: bool) -> list[str]:
        """See `Resolver`."""
        return [record.to_text() for record in _records(name, "AAAA" if v6 else "A")]

    def mail_servers(self, name: str) -> list[str]:
        """See `Resolver`."""
        found = [record for record in _records(name, "MX") if isinstance(record, MX)]
        return [str(record.exchange).rstrip(".") for record in found]


def _records(text: str, kind: str) -> list[Rdata]:
    try:
        name = dns.name.from_text(text)
    except (dns.exception.DNSException, UnicodeError):
        # No name at all, so nobody publishes anything under it; silence would be something else.
        return []
    try:
        return list(dns.resolver.resolve(name, kind, lifetime=caps.DNS_SECONDS))
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return []
    except (dns.exception.DNSException, OSError) as problem:
        raise Unanswered(text) from problem
