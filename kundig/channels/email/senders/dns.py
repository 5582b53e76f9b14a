"""Asking the domain name system for texts: behind a small protocol, so that nobody else needs a network."""

from __future__ import annotations

from typing import Protocol

import dns.exception
import dns.resolver

from kundig.core import caps


class Unanswered(Exception):
    """The name system did not answer; that says nothing about the name."""


class Resolver(Protocol):
    """Whoever can look up texts."""

    def texts(self, name: str) -> list[str]:
        """Return the TXT records of a name, none where it has none. Raises Unanswered."""
        ...


class Network:
    """The resolver of this machine."""

    def texts(self, name: str) -> list[str]:
        """See `Resolver`."""
        try:
            answer = dns.resolver.resolve(name, "TXT", lifetime=caps.DNS_SECONDS)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer, dns.name.LabelTooLong):
            return []
        except (dns.exception.DNSException, OSError) as problem:
            raise Unanswered(name) from problem
        return [b"".join(record.strings).decode("utf-8", "replace") for record in answer]
