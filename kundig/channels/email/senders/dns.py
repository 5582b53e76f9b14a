"""Asking the domain name system: behind a small protocol, so that nobody else needs a network."""

from __future__ import annotations

import time
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
    """Whoever can look names up, within `seconds`. A name without what is asked for has none of it; all raise Unanswered."""

    def texts(self, name: str, seconds: float) -> list[str]:
        """Return the TXT records of a name."""
        ...

    def addresses(self, name: str, seconds: float, *, v6: bool) -> list[str]:
        """Return the IPv4 addresses of a name, or the IPv6 ones."""
        ...

    def mail_servers(self, name: str, seconds: float) -> list[str]:
        """Return the names of the servers that take a domain's mail."""
        ...


class Network:
    """The resolver of this machine."""

    def texts(self, name: str, seconds: float) -> list[str]:
        """See `Resolver`."""
        found = [record for record in _records(name, "TXT", seconds) if isinstance(record, TXT)]
        return [b"".join(record.strings).decode("utf-8", "replace") for record in found]

    def addresses(self, name: str, seconds: float, *, v6: bool) -> list[str]:
        """See `Resolver`."""
        return [record.to_text() for record in _records(name, "AAAA" if v6 else "A", seconds)]

    def mail_servers(self, name: str, seconds: float) -> list[str]:
        """See `Resolver`."""
        found = [record for record in _records(name, "MX", seconds) if isinstance(record, MX)]
        return [str(record.exchange).rstrip(".") for record in found]


class Questions:
    """All that is asked about one mail: within a few seconds, and so many questions. Then nobody answers any more.

    Who sends mails chooses the names that we ask for, and how slowly their servers answer.
    """

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver
        self._until = time.monotonic() + caps.SENDER_SECONDS
        self._asked = 0

    def texts(self, name: str) -> list[str]:
        """Return the TXT records of a name. Raises Unanswered."""
        return self._resolver.texts(name, self._next(name))

    def addresses(self, name: str, *, v6: bool) -> list[str]:
        """Return the IPv4 addresses of a name, or the IPv6 ones. Raises Unanswered."""
        return self._resolver.addresses(name, self._next(name), v6=v6)

    def mail_servers(self, name: str) -> list[str]:
        """Return the names of the servers that take a domain's mail. Raises Unanswered."""
        return self._resolver.mail_servers(name, self._next(name))

    def _next(self, name: str) -> float:
        """Count a question and return how long it may wait."""
        left = self._until - time.monotonic()
        self._asked += 1
        if left <= 0 or self._asked > caps.SENDER_QUESTIONS:
            raise Unanswered(name)
        return min(left, caps.DNS_SECONDS)


def _records(text: str, kind: str, seconds: float) -> list[Rdata]:
    try:
        name = dns.name.from_text(text)
    except (dns.exception.DNSException, UnicodeError):
        # No name at all, so nobody publishes anything under it; silence would be something else.
        return []
    try:
        return list(dns.resolver.resolve(name, kind, lifetime=seconds))
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return []
    except (dns.exception.DNSException, OSError) as problem:
        raise Unanswered(text) from problem
