"""OpenPGP (RFC 9580) through Sequoia: messages, signatures, certificates.

Sequoia decrypts nothing that is not protected against changes: data without an MDC or AEAD is refused,
and so are hashes and ciphers that its standard policy calls weak.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from pysequoia import Cert, Sig, SignatureMode, Tsk, decrypt, encrypt, sign, verify
from pysequoia.packet import PacketPile, Tag

from kundig.channels.email.protected.report import FoundKey, Life, Signature, State
from kundig.core import caps

_ADDRESS = re.compile(r"<([^<>\s]+@[^<>\s]+)>\s*$|^\s*([^<>\s]+@[^<>\s]+)\s*$")


class NoKey(Exception):
    """The message is encrypted for somebody else."""


class NoIntegrity(Exception):
    """The message could have been changed on its way without anybody noticing."""


@dataclass(frozen=True)
class OwnKey:
    """A private key of ours and what opens it."""

    key: Tsk
    passphrase: str | None


@dataclass(frozen=True)
class Read:
    """What a message or a signature says, and who signed."""

    content: bytes
    signatures: list[Signature]


class _Asked:
    """The certificates we know, and the ids of the keys that a signature names."""

    def __init__(self, known: Sequence[Cert]) -> None:
        self.known = list(known)
        self.ids: list[str] = []

    def __call__(self, ids: list[str]) -> list[Cert]:
        self.ids += [id.lower() for id in ids]
        return self.known


def read_message(content: bytes, own: Sequence[OwnKey], known: Sequence[Cert]) -> Read:
    """Return what an encrypted message holds. NoKey, NoIntegrity; ValueError for what can't be read."""
    tags = _tags(content)
    if Tag.SED in tags:
        raise NoIntegrity
    if Tag.SEIP not in tags and Tag.AED not in tags:
        raise ValueError("nothing encrypted")
    for ours in own:
        asked = _Asked(known)
        try:
            found = decrypt(content, ours.key.decryptor(ours.passphrase), asked)
            good = [one.certificate for one in found.valid_sigs]
        except RuntimeError:
            try:
                # Whoever signed: the content is there, its signature is judged by what is known of the key.
                found = decrypt(content, ours.key.decryptor(ours.passphrase))
                good = []
            except RuntimeError:
                continue
        return Read(found.bytes or b"", _signatures(asked, good))
    raise NoKey


def read_detached(
    forms: Sequence[bytes], signature: bytes, known: Sequence[Cert]
) -> list[Signature]:
    """Return who signed; `forms` are those in which the content may have been signed. ValueError for no signature."""
    try:
        read = Sig.from_bytes(signature)
    except RuntimeError as problem:
        raise ValueError("no signature") from problem
    asked = _Asked(known)
    for form in forms:
        try:
            found = verify(bytes=form, store=asked, signature=read)
        except RuntimeError:
            continue
        return _signatures(asked, [one.certificate for one in found.valid_sigs])
    asked.ids += [id.lower() for id in (read.issuer_fingerprint, read.issuer_key_id) if id]
    return _signatures(asked, [])


def read_cleartext(content: bytes, known: Sequence[Cert]) -> Read:
    """Return the text of a message in the cleartext signature framework (RFC 9580, 7) and who signed."""
    asked = _Asked(known)
    try:
        found = verify(bytes=content, store=asked)
        return Read(
            found.bytes or b"", _signatures(asked, [s.certificate for s in found.valid_sigs])
        )
    except RuntimeError:
        return Read(_plain(content), _signatures(asked, []) or [Signature("pgp", "bad")])


def _plain(content: bytes) -> bytes:
    """The text between the lines of the framework, dashes at the start of a line taken back."""
    text = content.replace(b"\r\n", b"\n").partition(b"\n\n")[2]
    text = text.partition(b"\n-----BEGIN PGP SIGNATURE-----")[0]
    return re.sub(rb"(?m)^- ", b"", text) + b"\n"


def _tags(content: bytes) -> list[Tag]:
    try:
        return [packet.tag for packet in PacketPile.from_bytes(content)]
    except RuntimeError as problem:
        raise ValueError("no OpenPGP message") from problem


def _signatures(asked: _Asked, good: Sequence[str]) -> list[Signature]:
    """One for each certificate that signed, or for the ids that nobody here knows."""
    by_fingerprint = {one.fingerprint.lower(): one for one in asked.known}
    valid = [by_fingerprint[one.lower()] for one in good if one.lower() in by_fingerprint]
    if valid:
        found = [_signature(one, "good") for one in dict.fromkeys(valid)]
        return found[: caps.PROTECTED_SIGNATURES]
    ids = tuple(dict.fromkeys(asked.ids))
    if not ids:
        return []
    named = [one for one in asked.known if set(key_ids_of(one)) & set(ids)]
    if named:
        return [_signature(named[0], "bad")]
    return [Signature("pgp", "unknown", key_ids=ids)]


def _signature(certificate: Cert, state: State) -> Signature:
    life = life_of(certificate)
    return Signature(
        scheme="pgp",
        # Of an expired or revoked key nothing is valid, and the reason is that and not the content.
        state="good" if life else state,
        addresses=addresses_of(certificate),
        name=name_of(certificate),
        fingerprint=certificate.fingerprint.lower(),
        life=life,
        key_ids=key_ids_of(certificate),
    )


def life_of(certificate: Cert) -> Life:
    """Return how a key stands today."""
    if certificate.is_revoked:
        return "revoked"
    ends = certificate.expiration
    return "expired" if ends is not None and ends <= datetime.now(UTC) else ""


def addresses_of(certificate: Cert) -> tuple[str, ...]:
    """Return the mail addresses that the key's owner has bound to it, in lower case."""
    found = []
    for id in certificate.user_ids:
        match = _ADDRESS.search(str(id))
        if match:
            found.append((match[1] or match[2]).lower())
    return tuple(dict.fromkeys(found))


def name_of(certificate: Cert) -> str:
    """Return whom the key names, for people."""
    ids = [str(id) for id in certificate.user_ids]
    return ids[0].partition("<")[0].strip()[:200] if ids else ""


def key_ids_of(certificate: Cert) -> tuple[str, ...]:
    """Return the fingerprints and key ids of the certificate's keys: by them signatures name it."""
    found: list[str] = []
    for packet in PacketPile.from_bytes(bytes(certificate)):
        if packet.tag in (Tag.PublicKey, Tag.PublicSubkey):
            found += [id.lower() for id in (packet.fingerprint, packet.key_id) if id]
    return tuple(dict.fromkeys(found))


def found_key(certificate: Cert, source: str) -> FoundKey:
    """Return a certificate as it may be kept."""
    ends = certificate.expiration
    return FoundKey(
        scheme="pgp",
        addresses=addresses_of(certificate),
        fingerprint=certificate.fingerprint.lower(),
        public=str(certificate),
        name=name_of(certificate),
        expires=ends.timestamp() if ends else None,
        life=life_of(certificate),
        can_encrypt=can_encrypt(certificate),
        key_ids=key_ids_of(certificate),
        source=source,
    )


def added_to(known: Sequence[Cert], certificate: Cert) -> Cert:
    """Return a certificate with all that is known of it: who sends it may have left parts or a revocation out.

    Where they would swell it beyond what is kept, nothing is added to what is known.
    """
    for one in known:
        if one.fingerprint == certificate.fingerprint:
            both = one.merge(certificate)
            return both if len(str(both)) <= caps.PROTECTED_KEY_CHARS else one
    return certificate


def can_encrypt(certificate: Cert) -> bool:
    """Tell whether something can be encrypted for the key now."""
    try:
        encrypt(b"", recipients=[certificate])
    except RuntimeError:
        return False
    return True


def read_certificates(content: bytes) -> list[Cert]:
    """Return the public keys in bytes or armor; none for what is none. Private parts are left out."""
    try:
        found = Cert.split_bytes(content)
    except RuntimeError:
        return []
    return [_public(one) for one in found[: caps.PROTECTED_CERTIFICATES]]


def _public(certificate: Cert) -> Cert:
    private = certificate.secrets
    return private.extract_certificate() if private is not None else certificate


def sign_detached(entity: bytes, own: OwnKey) -> tuple[bytes, str]:
    """Return a detached signature in armor, and the name of its hash as RFC 3156 (5) writes it."""
    armored = sign(own.key.signer(own.passphrase), entity, mode=SignatureMode.DETACHED)
    named = str(Sig.from_bytes(armored).hash_algorithm).rpartition(".")[2].lower()
    return armored, f"pgp-{named}"


def encrypt_for(entity: bytes, recipients: Sequence[Cert], own: OwnKey | None) -> bytes:
    """Return an entity encrypted for the recipients, in armor; signed inside where a key is given."""
    signer = own.key.signer(own.passphrase) if own else None
    return encrypt(entity, recipients=list(recipients), signer=signer)
