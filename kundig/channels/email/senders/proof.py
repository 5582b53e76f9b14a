"""Finding out ourselves whether a mail comes from the domain in From: DKIM signatures (RFC 6376), the server that
brought it (SPF, RFC 7208) and the domain's own word on how sure one may be (DMARC, RFC 7489; its domain found by
walking up the tree).
"""

from __future__ import annotations

from dataclasses import dataclass

import dkim

from kundig.channels.email.mime.headers import read_headers
from kundig.channels.email.senders import spf
from kundig.channels.email.senders.dns import Resolver, Unanswered
from kundig.channels.email.senders.verdict import Finding, Proof, Verdict, aligned
from kundig.core import caps


@dataclass(frozen=True)
class Way:
    """How a mail came to our own listener from outside: the server's address, and what it said of itself."""

    peer: str
    mail_from: str
    helo: str


def finding_of(
    raw: bytes, sender_domain: str, resolver: Resolver, way: Way | None = None
) -> Finding:
    """Return what is proven about the domain in From; unchecked where the name system is silent.

    SPF is looked at where the `way` of the mail is known.
    """
    if not sender_domain or len(raw) > caps.MAIL_BYTES:
        return Finding(Verdict.UNCHECKED)
    domain = _ascii(sender_domain)
    proofs: list[Proof] = []
    try:
        if way is not None:
            proofs.append(_server(way, resolver))
        proofs += _signatures(raw, domain, resolver)
        if any(one.result == "pass" and aligned(one.domain, domain) for one in proofs):
            return Finding(Verdict.PROVEN, (*proofs, Proof("dmarc", "pass", domain)))
        # Only the silence of who could speak for the sender: a forger's own name servers may be as slow as they like.
        if any(one.result == "temperror" and aligned(one.domain, domain) for one in proofs):
            return Finding(Verdict.UNCHECKED, tuple(proofs))
        is_demanded = _demands_proof(domain, resolver)
    except Unanswered:
        return Finding(Verdict.UNCHECKED, tuple(proofs))
    if is_demanded:
        return Finding(Verdict.FAILED, (*proofs, Proof("dmarc", "fail", domain)))
    return Finding(Verdict.UNPROVEN, tuple(proofs))


def _server(way: Way, resolver: Resolver) -> Proof:
    checked = spf.check(way.peer, way.mail_from, way.helo, resolver)
    return Proof("spf", checked.result.value, checked.domain)


def _signatures(raw: bytes, sender_domain: str, resolver: Resolver) -> list[Proof]:
    good = signers(raw, sender_domain, resolver)
    if good:
        return [Proof("dkim", "pass", domain) for domain in good]
    headers, _body = read_headers(raw, 0, min(len(raw), caps.MAIL_HEADER_BLOCK_BYTES))
    return [Proof("dkim", "fail" if "dkim-signature" in headers else "none")]


def signers(raw: bytes, sender_domain: str, resolver: Resolver) -> list[str]:
    """Return the domains whose signatures on the mail are good.

    Raises Unanswered where a domain that may speak for the sender's does not answer; others then prove nothing.
    """
    mail = dkim.DKIM(raw, minkey=1024, timeout=int(caps.DNS_SECONDS))
    signatures = sum(name.lower() == b"dkim-signature" for name, _value in mail.headers)
    good = []
    for index in range(min(signatures, caps.DKIM_SIGNATURES)):
        try:
            is_good = mail.verify(idx=index, dnsfunc=lambda name, timeout=0: _key(name, resolver))
        except dkim.DKIMException:
            # Broken, cut or nonsense: proves nothing.
            continue
        except Unanswered:
            if aligned((mail.domain or b"").decode("ascii", "replace"), sender_domain):
                raise
            continue
        if is_good and mail.domain:
            good.append(mail.domain.decode("ascii", "replace"))
    return good


def _key(name: bytes | str, resolver: Resolver) -> bytes | None:
    text = name.decode("ascii", "replace") if isinstance(name, bytes) else name
    found = resolver.texts(text.rstrip("."))
    return found[0].encode() if found else None


def _demands_proof(domain: str, resolver: Resolver) -> bool:
    """Tell whether the domain, or the one above it that speaks for it, wants mails without proof refused."""
    labels = domain.split(".")
    for start in range(max(0, len(labels) - caps.DMARC_LABELS), len(labels) - 1):
        name = ".".join(labels[start:])
        for text in resolver.texts(f"_dmarc.{name}"):
            tags = _tags(text)
            if tags.get("v", "").upper() == "DMARC1":
                policy = (
                    tags.get("p", "none") if start == 0 else tags.get("sp", tags.get("p", "none"))
                )
                return policy.lower() in ("quarantine", "reject")
    return False


def _tags(text: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in text.split(";"))
    return {name.strip().lower(): value.strip() for name, _is, value in pairs if name.strip()}


def _ascii(domain: str) -> str:
    try:
        return domain.lower().encode("idna").decode("ascii")
    except UnicodeError:
        return domain.lower()
