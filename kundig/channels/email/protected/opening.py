"""A mail's layers, taken off one after the other: what is left is what it says.

Signatures are verified over the bytes as they came. What is protected as a whole is opened as a whole;
parts that are protected alone are opened alone, and whoever asked keeps them apart: decrypted text that
stands in one document with a stranger's is how its secrets get out (EFAIL, 2018).
"""

from __future__ import annotations

import binascii
import re
from base64 import b64decode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from cryptography import x509
from pysequoia import Cert

from kundig.channels.email.mime.headers import Headers
from kundig.channels.email.mime.parameters import parameters
from kundig.channels.email.mime.transfer import content
from kundig.channels.email.mime.tree import Part, split
from kundig.channels.email.protected import certificates, cms, openpgp
from kundig.channels.email.protected.report import FoundKey, Opened, Report, Signature
from kundig.core import caps

_ARMOR = re.compile(
    rb"(?ms)^-----BEGIN PGP (MESSAGE|SIGNED MESSAGE)-----[ \t]*\r?$.*?"
    rb"^-----END PGP (?:MESSAGE|SIGNATURE)-----[ \t]*\r?$"
)
_SMIME = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
_SMIME_SIGNATURE = frozenset({"application/pkcs7-signature", "application/x-pkcs7-signature"})
_BARE_LINE_END = re.compile(rb"\r\n|\r|\n")


@dataclass(frozen=True)
class Keyring:
    """All that is needed to open a mail: own keys, keys of others, and whom we believe."""

    own_certificates: Sequence[cms.OwnCertificate] = ()
    own_keys: Sequence[openpgp.OwnKey] = ()
    known: Sequence[Cert] = ()
    trust: certificates.Trust = field(default_factory=certificates.Trust)


def open_mail(raw: bytes, keyring: Keyring) -> Report:
    """Return what a mail says below its layers. Takes any bytes."""
    opener = _Opener(keyring)
    report = Report(opener.unwrap(raw))
    root = split(report.whole.entity, [])
    # What could not be opened as a whole is no part of itself.
    parts = _protected_parts(root) if not report.whole.trouble else iter(())
    for part in parts:
        if len(report.parts) == caps.PROTECTED_PARTS:
            break
        opened = opener.unwrap(report.whole.entity[part.start : part.end])
        if not opened.is_protected and part.type.full == "text/plain":
            opened = opener.armor_within(part)
        if opened.is_protected:
            report.parts.append(opened)
    known = keyring.known
    report.keys = [
        *opener.keys,
        *_autocrypt(split(raw, []).headers, known),
        *_attached(root, known),
    ]
    report.keys = report.keys[: caps.PROTECTED_CERTIFICATES]
    return report


def _protected_parts(root: Part) -> Iterator[Part]:
    """The outermost parts that are protected by themselves; a text alone where words stand around its armor."""
    waiting = list(reversed(root.children))
    if root.type.full == "text/plain":
        waiting.append(root)
    while waiting:
        part = waiting.pop()
        if _is_layer(part):
            yield part
        else:
            waiting += reversed(part.children)


def _is_layer(part: Part) -> bool:
    kind = part.type
    if kind.main == "multipart":
        return kind.sub in ("signed", "encrypted") and len(part.children) == 2
    return _is_smime(part) or (
        kind.full == "text/plain" and _ARMOR.search(_bytes(part)) is not None
    )


def _is_smime(part: Part) -> bool:
    name = part.type.parameters.get("name", "").lower()
    return part.type.full in _SMIME or (
        part.type.full == "application/octet-stream" and name.endswith(".p7m")
    )


def _bytes(part: Part) -> bytes:
    return content(part, [])


class _Opener:
    """Opens the pieces of one mail and gathers the certificates that it brings along."""

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring
        self.keys: list[FoundKey] = []

    def unwrap(self, entity: bytes) -> Opened:
        """Return what is in an entity below all layers that cover the whole of it."""
        opened = Opened(entity)
        for _layer in range(caps.PROTECTED_LAYERS):
            part = split(opened.entity, [])
            try:
                inner = self._layer(part, opened)
            except Exception:  # a stranger's bytes: what can't be opened stays closed
                opened.trouble = "damaged"
                inner = None
            if inner is None:
                return opened
            opened.entity = inner
        opened.trouble = "too_deep"
        return opened

    def _layer(self, part: Part, opened: Opened) -> bytes | None:
        """What is inside the outermost layer; None where there is no layer, or it can't be opened."""
        if part.type.full == "multipart/signed" and len(part.children) == 2:
            return self._signed(part, opened)
        if part.type.full == "multipart/encrypted" and len(part.children) == 2:
            return self._decrypted(_bytes(part.children[1]), opened)
        if _is_smime(part):
            return self._smime(_bytes(part), opened)
        if part.type.full == "text/plain":
            return self._inline(part, opened)
        return None

    def _signed(self, part: Part, opened: Opened) -> bytes | None:
        signed, signature = part.children
        whole = opened.entity[signed.start : signed.end]
        if signature.type.full in _SMIME_SIGNATURE:
            opened.scheme = "smime"
            found = cms.read_signed(_bytes(signature), _forms(whole))
            self._note_smime(found, opened)
            return whole
        if signature.type.full == "application/pgp-signature":
            opened.scheme = "pgp"
            known = self._keyring.known
            opened.signatures += openpgp.read_detached(_forms(whole), _bytes(signature), known)
            return whole
        return None

    def _smime(self, content: bytes, opened: Opened) -> bytes | None:
        kind = cms.kind_of(content)
        if kind == "signed_data":
            found = cms.read_signed(content)
            if not found.signers:
                return None
            opened.scheme = "smime"
            self._note_smime(found, opened)
            return found.content
        if kind in ("enveloped_data", "authenticated_enveloped_data"):
            opened.scheme = "smime"
            self._enter_envelope(opened)
            try:
                return cms.decrypt(content, self._keyring.own_certificates)
            except cms.NoKey:
                opened.trouble = "no_key"
        elif not kind:
            raise ValueError("no cryptographic message")
        return None

    def _decrypted(self, content: bytes, opened: Opened) -> bytes | None:
        opened.scheme = "pgp"
        self._enter_envelope(opened)
        try:
            found = openpgp.read_message(content, self._keyring.own_keys, self._keyring.known)
        except openpgp.NoKey:
            opened.trouble = "no_key"
        except openpgp.NoIntegrity:
            opened.trouble = "no_integrity"
        else:
            opened.signatures += found.signatures
            return found.content
        return None

    def _inline(self, part: Part, opened: Opened) -> bytes | None:
        """What armor within a text holds, which is no layer of the whole where there are words around it."""
        text = _bytes(part)
        match = _ARMOR.search(text)
        if match is None or (text[: match.start()] + text[match.end() :]).strip():
            return None
        return self._armor(match, opened)

    def armor_within(self, part: Part) -> Opened:
        """Return what the armor holds that stands among other words of a text."""
        opened = Opened(b"")
        match = _ARMOR.search(_bytes(part))
        if match is not None:
            try:
                opened.entity = self._armor(match, opened) or b""
            except Exception:  # a stranger's bytes
                opened.trouble = "damaged"
        return opened

    def _armor(self, match: re.Match[bytes], opened: Opened) -> bytes | None:
        if match[1] == b"MESSAGE":
            text = self._decrypted(match[0], opened)
            return None if text is None else _as_text(text)
        opened.scheme = "pgp"
        found = openpgp.read_cleartext(match[0], self._keyring.known)
        opened.signatures += found.signatures
        return _as_text(found.content)

    def _enter_envelope(self, opened: Opened) -> None:
        """Below here it is encrypted: who signed the outside need not know what is inside."""
        opened.encrypted = True
        opened.signatures = [replace(one, covers_envelope=True) for one in opened.signatures]

    def _note_smime(self, found: cms.SignedData, opened: Opened) -> None:
        trust = self._keyring.trust
        for signer in found.signers:
            opened.signatures.append(_smime_signature(signer, found.certificates, trust))
        signers = [one.certificate for one in found.signers if one.certificate]
        theirs = {address for one in signers for address in certificates.addresses_of(one)}
        for one in found.certificates:
            if theirs & set(certificates.addresses_of(one)) and not certificates.is_authority(one):
                key = certificates.found_key(one, found.certificates, trust, "signature")
                self.keys.append(key)


def _smime_signature(
    signer: cms.Signer, others: Sequence[x509.Certificate], trust: certificates.Trust
) -> Signature:
    certificate = signer.certificate
    if certificate is None:
        return Signature("smime", "unknown")
    return Signature(
        scheme="smime",
        state=signer.state if certificates.can_sign(certificate) else "bad",
        addresses=certificates.addresses_of(certificate),
        name=certificates.name_of(certificate),
        fingerprint=certificates.fingerprint_of(certificate),
        vouched=certificates.is_vouched(certificate, others, trust),
        life=certificates.life_of(certificate, others, trust),
    )


def _forms(signed: bytes) -> list[bytes]:
    """The bytes as they came; and with the line ends of the wire, where a mailbox has stored them otherwise."""
    on_the_wire = _BARE_LINE_END.sub(b"\r\n", signed)
    return [signed] if on_the_wire == signed else [signed, on_the_wire]


def _as_text(text: bytes) -> bytes:
    head = b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    return head + text


def _autocrypt(headers: Headers, known: Sequence[Cert]) -> list[FoundKey]:
    """The sender's own key, where the header is whole and names one address (Autocrypt level 1)."""
    values = headers.all("autocrypt")
    if len(values) != 1:
        return []
    named = parameters(f"x; {values[0]}")
    try:
        data = b64decode("".join(named.get("keydata", "").split()), validate=True)
    except (binascii.Error, ValueError):
        return []
    address = named.get("addr", "").strip().lower()
    read = openpgp.read_certificates(data)[:1]
    found = [openpgp.found_key(openpgp.added_to(known, one), "autocrypt") for one in read]
    # The address stands in the header; the key need not say it.
    return [replace(key, addresses=(address,)) for key in found if "@" in address]


def _attached(root: Part, known: Sequence[Cert]) -> list[FoundKey]:
    """Public keys among a mail's files."""
    found: list[FoundKey] = []
    for part in root.walk():
        if part.type.full == "application/pgp-keys":
            read = openpgp.read_certificates(_bytes(part))
            found += [openpgp.found_key(openpgp.added_to(known, one), "attached") for one in read]
    return found
