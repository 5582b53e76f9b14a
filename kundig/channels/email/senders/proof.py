"""Finding out ourselves whether a mail comes from the domain in From: DKIM signatures (RFC 6376) and the
domain's own word on how sure one may be (DMARC, RFC 7489; its domain found by walking up the tree).

The server that a mail came through is not looked at (SPF): behind another mail server it says nothing. Where
that matters, the results of that server are read instead.
"""

from __future__ import annotations

import dkim

from kundig.channels.email.senders.dns import Resolver, Unanswered
from kundig.channels.email.senders.verdict import Verdict, aligned
from kundig.core import caps


def verdict_of(raw: bytes, sender_domain: str, resolver: Resolver) -> Verdict:
    """Return what signatures prove about the domain in From; unchecked where the name system is silent."""
    if not sender_domain or len(raw) > caps.MAIL_BYTES:
        return Verdict.UNCHECKED
    domain = _ascii(sender_domain)
    try:
        if any(aligned(signer, domain) for signer in signers(raw, resolver)):
            return Verdict.PROVEN
        return Verdict.FAILED if _demands_proof(domain, resolver) else Verdict.UNPROVEN
    except Unanswered:
        return Verdict.UNCHECKED


def signers(raw: bytes, resolver: Resolver) -> list[str]:
    """Return the domains whose signatures on the mail are good. Raises Unanswered."""
    mail = dkim.DKIM(raw, minkey=1024, timeout=int(caps.DNS_SECONDS))
    signatures = sum(name.lower() == b"dkim-signature" for name, _value in mail.headers)
    good = []
    for index in range(min(signatures, caps.DKIM_SIGNATURES)):
        try:
            is_good = mail.verify(idx=index, dnsfunc=lambda name, timeout=0: _key(name, resolver))
        except dkim.DKIMException:
            # Broken, cut or nonsense: proves nothing.
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
