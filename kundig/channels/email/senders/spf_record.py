"""A domain's SPF record taken apart (RFC 7208, 4.6 and 12); whatever is not written as it should makes all of it void."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass

from kundig.channels.email.senders.spf_words import is_template

IpNetwork = ipaddress.IPv4Network | ipaddress.IPv6Network


class Broken(Exception):
    """The record can't be followed: "permerror"."""


@dataclass(frozen=True)
class Term:
    """One mechanism: what a match means, and what is compared."""

    sign: str
    name: str
    domain: str = ""
    network: IpNetwork | None = None
    v4_length: int = 32
    v6_length: int = 128


@dataclass(frozen=True)
class Record:
    """The mechanisms in their order, and where to go on if none matches."""

    terms: tuple[Term, ...]
    redirect: str = ""


_MODIFIER = re.compile(r"([A-Za-z][\w.-]*)=(.*)", re.ASCII | re.DOTALL)
_LENGTHS = re.compile(r"(?:/(0|[1-9]\d?))?(?://(0|[1-9]\d{0,2}))?", re.ASCII)
# Whether a mechanism has a domain behind its colon: "must", "may"; those left out have none.
_DOMAINS = {"include": "must", "exists": "must", "a": "may", "mx": "may", "ptr": "may"}


def parse(text: str) -> Record:
    """Return what a record says. Raises Broken."""
    if not text.isascii():
        raise Broken("not ASCII")
    terms: list[Term] = []
    modifiers: dict[str, str] = {}
    for word in text.split(" ")[1:]:
        if not word:
            continue
        modifier = _MODIFIER.fullmatch(word)
        if modifier is None:
            terms.append(_term(word))
            continue
        name = modifier[1].lower()
        if name in ("redirect", "exp"):
            if name in modifiers or not is_template(modifier[2]):
                raise Broken(word)
            modifiers[name] = modifier[2]
        elif not is_template(modifier[2], needs_end=False):
            raise Broken(word)
    return Record(tuple(terms), modifiers.get("redirect", ""))


def _term(word: str) -> Term:
    sign, name, rest = _head(word)
    if name in ("ip4", "ip6"):
        return Term(sign, name, network=_network(name, rest))
    if name == "all" and not rest:
        return Term(sign, name)
    if name not in _DOMAINS:
        raise Broken(word)
    domain, lengths = _domain_and_lengths(name, rest)
    match = _LENGTHS.fullmatch(lengths)
    if match is None or (lengths and name not in ("a", "mx")):
        raise Broken(word)
    v4, v6 = int(match[1] or 32), int(match[2] or 128)
    if v4 > 32 or v6 > 128:
        raise Broken(word)
    return Term(sign, name, domain, v4_length=v4, v6_length=v6)


def _head(word: str) -> tuple[str, str, str]:
    """The sign, the name, and what follows with its colon or slash."""
    match = re.fullmatch(r"([+\-~?]?)([A-Za-z][A-Za-z0-9._-]*)([:/].*)?", word, re.DOTALL)
    if match is None:
        raise Broken(word)
    return match[1] or "+", match[2].lower(), match[3] or ""


def _domain_and_lengths(name: str, rest: str) -> tuple[str, str]:
    has_domain = rest.startswith(":")
    if not has_domain:
        if _DOMAINS[name] == "must":
            raise Broken(name)
        return "", rest
    # The lengths stand at the end; a slash may also delimit the parts of a macro.
    match = re.fullmatch(r":(.*?)((?:/\d+)?(?://\d+)?)", rest, re.DOTALL)
    if match is None or not is_template(match[1]):
        raise Broken(rest)
    return match[1], match[2]


def _network(name: str, rest: str) -> IpNetwork:
    if re.fullmatch(r":[^/]+(/(0|[1-9]\d{0,2}))?", rest, re.ASCII) is None:
        raise Broken(rest)
    try:
        if name == "ip4":
            return ipaddress.IPv4Network(rest[1:], strict=False)
        return ipaddress.IPv6Network(rest[1:], strict=False)
    except ValueError:
        raise Broken(rest) from None
