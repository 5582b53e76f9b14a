"""Reading Authentication-Results (RFC 8601) of the one server that is trusted.

Anybody can write such a header into a mail. So only the server's own name counts, and of several headers
that bear it only the topmost: whoever receives a mail writes above what was there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from kundig.channels.email.mime.headers import read_headers
from kundig.channels.email.senders.verdict import Proof, Verdict, aligned
from kundig.core import caps

_COMMENT = re.compile(r"\((?:[^()\\]|\\.)*\)")
_METHOD = re.compile(r"\s*([\w-]+)(?:/\d+)?\s*=\s*([\w-]+)\s*")
_PROPERTY = re.compile(r"([\w-]+\.[\w-]+)\s*=\s*(\"[^\"]*\"|[^\s;]+)")

# The properties that name the domain a result is about, the better one first.
_DOMAINS = {
    "spf": ("smtp.mailfrom", "smtp.helo"),
    "dkim": ("header.d", "header.i"),
    "dmarc": ("header.from",),
}


@dataclass(frozen=True)
class Result:
    """One method's result: "dkim", "pass", {"header.d": "example.org"}."""

    method: str
    result: str
    properties: dict[str, str] = field(default_factory=dict)


def trusted_results(raw: bytes, server: str) -> list[Result] | None:
    """Return what `server` found out about a mail; None where it says nothing."""
    headers, _body = read_headers(raw, 0, min(len(raw), caps.MAIL_HEADER_BLOCK_BYTES))
    for value in headers.all("authentication-results"):
        name, results = _parsed(value)
        if name == server.strip().lower():
            return results
    return None


def verdict_of(results: list[Result], sender_domain: str) -> Verdict:
    """Return what the results say about the domain in From."""
    for result in results:
        named = result.properties.get("header.from", sender_domain)
        if result.method == "dmarc" and named.lower() == sender_domain.lower():
            if result.result == "pass":
                return Verdict.PROVEN
            if result.result == "fail":
                return Verdict.FAILED
            if result.result == "temperror":
                return Verdict.UNCHECKED
    if any(_proves(result, sender_domain) for result in results):
        return Verdict.PROVEN
    return Verdict.UNPROVEN


def proofs(results: list[Result]) -> tuple[Proof, ...]:
    """Return what is worth showing: the results of SPF, DKIM and DMARC."""
    shown = (one for one in results if one.method in _DOMAINS)
    return tuple(Proof(one.method, one.result, _domain(one)) for one in shown)[: caps.SENDER_PROOFS]


def _domain(result: Result) -> str:
    named = (result.properties.get(name, "") for name in _DOMAINS[result.method])
    return next(filter(None, named), "").rpartition("@")[2]


def _proves(result: Result, sender_domain: str) -> bool:
    if result.result != "pass":
        return False
    if result.method == "dkim":
        return aligned(_domain(result), sender_domain)
    if result.method == "spf":
        return aligned(result.properties.get("smtp.mailfrom", "").rpartition("@")[2], sender_domain)
    return False


def _parsed(value: str) -> tuple[str, list[Result]]:
    """The server's name, and its results."""
    text = value
    while (without := _COMMENT.sub(" ", text)) != text:
        text = without
    name, *parts = text.split(";")
    words = name.split()
    return (words[0].lower() if words else "", [found for one in parts if (found := _result(one))])


def _result(part: str) -> Result | None:
    match = _METHOD.match(part)
    if match is None:
        return None
    properties = {
        key.lower(): value.strip('"').lower()
        for key, value in _PROPERTY.findall(part[match.end() :])
    }
    return Result(match[1].lower(), match[2].lower(), properties)
