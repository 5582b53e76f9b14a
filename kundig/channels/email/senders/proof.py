"""Finding out ourselves whether a mail comes from the domain in From: DKIM signatures (RFC 6376), the server that
brought it (SPF, RFC 7208) and the domain's own word on how sure one may be (DMARC, RFC 7489; its domain found by
walking up the tree).

Whoever sends a mail names servers that we ask and that may be as slow as they like. So all questions of a mail
share a few seconds (`Questions`), and first come those whose answers count: about domains that may speak for the
one in From. What a forger's own domain says is asked with what is left, to be shown.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import dkim
from dkim.util import InvalidTagValueList, parse_tag_value

from kundig.channels.email.senders import spf
from kundig.channels.email.senders.dns import Questions, Resolver, Unanswered
from kundig.channels.email.senders.verdict import Finding, Proof, Verdict, aligned
from kundig.core import caps


@dataclass(frozen=True)
class Way:
    """How a mail came to our own listener from outside: the server's address, and what it said of itself."""

    peer: str
    mail_from: str
    helo: str


@dataclass(frozen=True)
class _Check:
    """One thing that can be asked: by which method, about which domain."""

    method: str
    domain: str
    result: Callable[[], str]

    def proof(self) -> Proof:
        """Ask; silence is "temperror"."""
        try:
            return Proof(self.method, self.result(), self.domain)
        except Unanswered:
            return Proof(self.method, "temperror", self.domain)


def finding_of(
    raw: bytes, sender_domain: str, resolver: Resolver, way: Way | None = None
) -> Finding:
    """Return what is proven about the domain in From; unchecked, and "temperror", where the name system is silent.

    SPF is looked at where the `way` of the mail is known.
    """
    if not sender_domain or len(raw) > caps.MAIL_BYTES:
        return Finding(Verdict.UNCHECKED)
    domain, questions = _ascii(sender_domain), Questions(resolver)
    checks = [*_server(way, questions), *_signatures(raw, domain, questions)]
    own = [one.proof() for one in checks if aligned(one.domain, domain)]
    verdict, word = _judged(own, domain, questions)
    others = [one.proof() for one in checks if not aligned(one.domain, domain)]
    proofs = _told([*own, *others])
    return Finding(verdict, (*proofs, Proof("dmarc", word, domain)) if word else proofs)


def _judged(own: list[Proof], domain: str, questions: Questions) -> tuple[Verdict, str]:
    """The verdict and DMARC's word for it, by those who may speak for the domain."""
    results = {one.result for one in own}
    if "pass" in results:
        return Verdict.PROVEN, "pass"
    if "temperror" in results:
        return Verdict.UNCHECKED, "temperror"
    try:
        is_demanded = _demands_proof(domain, questions)
    except Unanswered:
        return Verdict.UNCHECKED, "temperror"
    return (Verdict.FAILED, "fail") if is_demanded else (Verdict.UNPROVEN, "")


def covers(raw: bytes, domain: str, field: str) -> bool:
    """Tell whether what a proven mail says in a header field (or in its body, for "") is the sender's, too.

    Whoever has got a signed mail can add to it what its signature does not cover, and post it once more. So every
    signature of the sender's domain must be about the field, and about the whole body (RFC 6376, 8.2).
    """
    try:
        headers = dkim.DKIM(raw).headers
    except dkim.DKIMException:
        return False
    for name, value in headers:
        tags = _signature_tags(value) if name.lower() == b"dkim-signature" else {}
        if not aligned(tags.get("d", ""), _ascii(domain)):
            continue
        signed = {one.strip().lower() for one in tags.get("h", "").split(":")}
        if "l" in tags or (field and field not in signed):
            return False
    return True


def _server(way: Way | None, questions: Questions) -> list[_Check]:
    if way is None:
        return []
    domain = spf.domain_of(way.mail_from, way.helo)

    def result() -> str:
        return spf.check(way.peer, way.mail_from, way.helo, questions).result.value

    return [_Check("spf", domain, result)]


def _signatures(raw: bytes, sender_domain: str, questions: Questions) -> list[_Check]:
    """One check for each signature; where there are many, for those that may speak for the sender's domain."""
    try:
        mail = dkim.DKIM(raw, minkey=1024)
    except dkim.DKIMException:
        # No head that the method can read: nothing is signed.
        return []
    values = [value for name, value in mail.headers if name.lower() == b"dkim-signature"]
    named = sorted(
        enumerate(map(_signer, values)), key=lambda one: not aligned(one[1], sender_domain)
    )
    return [
        _Check("dkim", domain, partial(_verified, mail, index, questions))
        for index, domain in named[: caps.DKIM_SIGNATURES]
    ]


def _signer(signature: bytes) -> str:
    """The domain that a signature names; "" for nonsense."""
    return _signature_tags(signature).get("d", "").lower()


def _signature_tags(signature: bytes) -> dict[str, str]:
    """What a signature says of itself; nothing for nonsense."""
    try:
        found = parse_tag_value(signature)
    except InvalidTagValueList:
        return {}
    return {
        name.decode("ascii", "replace"): value.strip().decode("ascii", "replace")
        for name, value in found.items()
    }


def _verified(mail: dkim.DKIM, index: int, questions: Questions) -> str:
    try:
        is_good = mail.verify(idx=index, dnsfunc=lambda name, timeout=0: _key(name, questions))
    except dkim.DKIMException:
        # Broken, cut or nonsense: proves nothing.
        return "fail"
    return "pass" if is_good else "fail"


def _told(proofs: list[Proof]) -> tuple[Proof, ...]:
    """What is worth telling: good signatures, or else in one word why there is none."""
    servers = [one for one in proofs if one.method == "spf"]
    signatures = [one for one in proofs if one.method == "dkim"]
    good = [one for one in signatures if one.result == "pass"]
    silent = [one for one in signatures if one.result == "temperror"]
    none = [Proof("dkim", "fail" if signatures else "none")]
    return (*servers, *(good or silent[:1] or none))


def _key(name: bytes | str, questions: Questions) -> bytes | None:
    text = name.decode("ascii", "replace") if isinstance(name, bytes) else name
    found = questions.texts(text.rstrip("."))
    return found[0].encode() if found else None


def _demands_proof(domain: str, questions: Questions) -> bool:
    """Tell whether the domain, or the one above it that speaks for it, wants mails without proof refused."""
    labels = domain.split(".")
    for start in range(max(0, len(labels) - caps.DMARC_LABELS), len(labels) - 1):
        name = ".".join(labels[start:])
        for text in questions.texts(f"_dmarc.{name}"):
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
