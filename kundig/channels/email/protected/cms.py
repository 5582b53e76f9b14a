"""Cryptographic Message Syntax (RFC 5652) as mail uses it: verifying signed data, decrypting enveloped data.

The shapes are read by asn1crypto, which takes BER as mail programs write it; every key operation is
cryptography's. What is weak today is not accepted as a signature: SHA-1, MD5, RSA keys below 2,048 bits.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from asn1crypto import cms
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives import hashes, padding, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric import padding as rsa_padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import pkcs7

from kundig.channels.email.protected.report import State
from kundig.core import caps

_HASHES: dict[str, type[hashes.HashAlgorithm]] = {
    "sha256": hashes.SHA256,
    "sha384": hashes.SHA384,
    "sha512": hashes.SHA512,
}
_LEAST_RSA_BITS = 2_048


class NoKey(Exception):
    """The content is encrypted for somebody else."""


@dataclass(frozen=True)
class OwnCertificate:
    """A certificate of ours, those above it, and its private key."""

    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]
    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


@dataclass(frozen=True)
class Signer:
    """One signature of signed data: how it stands, and the certificate of whoever made it, if it came along."""

    state: State
    certificate: x509.Certificate | None


@dataclass(frozen=True)
class SignedData:
    """Signed data: its content, who signed, and all certificates that came along."""

    content: bytes
    signers: list[Signer]
    certificates: list[x509.Certificate]


def kind_of(content: bytes) -> str:
    """Return what a CMS object holds: "signed_data", "enveloped_data" …; "" for what is none."""
    try:
        return str(cms.ContentInfo.load(content)["content_type"].native)
    except (ValueError, TypeError):
        return ""


def read_signed(content: bytes, detached: Sequence[bytes] = ()) -> SignedData:
    """Return signed data with its signatures verified (RFC 5652, 5.4). ValueError for what is none.

    `detached` are the forms in which the signed bytes may have been signed where they lie elsewhere; the
    first that fits counts.
    """
    data = cms.ContentInfo.load(content)["content"]
    certificates = _certificates(data)
    inside = data["encap_content_info"]["content"].native
    forms = list(detached) or ([inside] if isinstance(inside, bytes) else [])
    if not forms:
        raise ValueError("signed data without content")
    kind = data["encap_content_info"]["content_type"].dump()
    signers = [
        _verified(info, forms, kind, certificates)
        for info in list(data["signer_infos"])[: caps.PROTECTED_SIGNATURES]
    ]
    return SignedData(forms[0], signers, certificates)


def _certificates(data: Any) -> list[x509.Certificate]:
    found = []
    for choice in list(data["certificates"] or [])[: caps.PROTECTED_CERTIFICATES]:
        if choice.name == "certificate":
            try:
                found.append(x509.load_der_x509_certificate(choice.chosen.dump()))
            except ValueError:
                continue
    return found


def _verified(
    info: Any, forms: list[bytes], kind: bytes, certificates: list[x509.Certificate]
) -> Signer:
    certificate = next((one for one in certificates if _is_of(info["sid"], one)), None)
    if certificate is None:
        return Signer("unknown", None)
    digest = str(info["digest_algorithm"]["algorithm"].native)
    if digest not in _HASHES or _is_short(certificate):
        return Signer("weak", certificate)
    is_good = any(_fits(info, form, kind, digest, certificate) for form in forms)
    return Signer("good" if is_good else "bad", certificate)


def _is_of(id: Any, certificate: x509.Certificate) -> bool:
    """Tell whether a signer or recipient is named by this certificate."""
    if id.name == "issuer_and_serial_number":
        named = id.chosen
        return bool(
            named["serial_number"].native == certificate.serial_number
            and named["issuer"].dump() == certificate.issuer.public_bytes()
        )
    try:
        known = certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier)
    except x509.ExtensionNotFound:
        return False
    return bool(id.chosen.native == known.value.digest)


def _is_short(certificate: x509.Certificate) -> bool:
    key = certificate.public_key()
    return isinstance(key, rsa.RSAPublicKey) and key.key_size < _LEAST_RSA_BITS


def _fits(info: Any, content: bytes, kind: bytes, digest: str, signer: x509.Certificate) -> bool:
    attributes = info["signed_attrs"]
    if not attributes:
        return _signs(info, content, digest, signer)
    values = {one["type"].native: one["values"] for one in attributes}
    told = values.get("message_digest")
    named = values.get("content_type")
    # Exactly one of each (RFC 5652, 11): two would let a reader choose.
    if told is None or named is None or len(told) != 1 or len(named) != 1:
        return False
    counted = hashlib.new(digest, content).digest()
    if named[0].dump() != kind or not hmac.compare_digest(told[0].native, counted):
        return False
    # Signed is the set itself, not its place in the structure: its tag is put back (RFC 5652, 5.4).
    return _signs(info, b"\x31" + attributes.dump()[1:], digest, signer)


def _signs(info: Any, content: bytes, digest: str, signer: x509.Certificate) -> bool:
    key, algorithm = signer.public_key(), _HASHES[digest]()
    signature = info["signature"].native
    kind = str(info["signature_algorithm"]["algorithm"].native)
    try:
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, content, _rsa_padding(kind, info, algorithm), algorithm)
        elif isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, content, ec.ECDSA(algorithm))
        else:
            return False
    except (InvalidSignature, ValueError):
        return False
    return True


def _rsa_padding(
    kind: str, info: Any, algorithm: hashes.HashAlgorithm
) -> rsa_padding.AsymmetricPadding:
    if kind != "rsassa_pss":
        return rsa_padding.PKCS1v15()
    salt = int(info["signature_algorithm"]["parameters"]["salt_length"].native)
    return rsa_padding.PSS(rsa_padding.MGF1(algorithm), salt)


def decrypt(content: bytes, own: Sequence[OwnCertificate]) -> bytes:
    """Return what enveloped data holds (RFC 5652, 6; RFC 5083).

    NoKey where none of our certificates is among the recipients, ValueError for what can't be read.
    """
    holder = cms.ContentInfo.load(content)
    data = holder["content"]
    is_sealed = holder["content_type"].native == "authenticated_enveloped_data"
    info = data["auth_encrypted_content_info" if is_sealed else "encrypted_content_info"]
    key = _content_key(data["recipient_infos"], own)
    algorithm = info["content_encryption_algorithm"]
    sealed = info["encrypted_content"].native
    if is_sealed:
        nonce = algorithm["parameters"].native["aes_nonce"]
        signed = data["auth_attrs"]
        along = b"\x31" + signed.dump()[1:] if signed else None
        return AESGCM(key).decrypt(nonce, sealed + data["mac"].native, along)
    return _without_padding(algorithm, key, sealed)


def _content_key(recipients: Any, own: Sequence[OwnCertificate]) -> bytes:
    for one in list(recipients)[: caps.PROTECTED_RECIPIENTS]:
        if one.name != "ktri":
            continue
        for ours in own:
            if isinstance(ours.key, rsa.RSAPrivateKey) and _is_of(
                one.chosen["rid"], ours.certificate
            ):
                return _unwrapped(one.chosen, ours.key)
    raise NoKey


def _unwrapped(info: Any, key: rsa.RSAPrivateKey) -> bytes:
    algorithm = info["key_encryption_algorithm"]
    if algorithm["algorithm"].native != "rsaes_oaep":
        return key.decrypt(info["encrypted_key"].native, rsa_padding.PKCS1v15())
    named = algorithm["parameters"]["hash_algorithm"]["algorithm"].native
    mask = algorithm["parameters"]["mask_gen_algorithm"]["parameters"]["algorithm"].native
    known: dict[str, type[hashes.HashAlgorithm]] = {**_HASHES, "sha1": hashes.SHA1}
    oaep = rsa_padding.OAEP(rsa_padding.MGF1(known[mask]()), known[named](), label=None)
    return key.decrypt(info["encrypted_key"].native, oaep)


def _without_padding(algorithm: Any, key: bytes, sealed: bytes) -> bytes:
    kind, start = algorithm.encryption_cipher, algorithm.encryption_iv
    # Outlook still writes Triple DES to those whose abilities it does not know.
    cipher = {"aes": algorithms.AES, "tripledes": TripleDES}.get(kind)
    if cipher is None or algorithm.encryption_mode != "cbc":
        raise ValueError("a cipher that mail does not use")
    decryptor = Cipher(cipher(key), modes.CBC(start)).decryptor()
    padded = decryptor.update(sealed) + decryptor.finalize()
    unpadder = padding.PKCS7(algorithm.encryption_block_size * 8).unpadder()
    return unpadder.update(padded) + unpadder.finalize()


def sign(entity: bytes, own: OwnCertificate) -> bytes:
    """Return a detached signature of an entity, in DER."""
    builder = pkcs7.PKCS7SignatureBuilder().set_data(entity)
    builder = builder.add_signer(own.certificate, own.key, hashes.SHA256())
    for one in own.chain:
        builder = builder.add_certificate(one)
    options = [pkcs7.PKCS7Options.DetachedSignature, pkcs7.PKCS7Options.Binary]
    return builder.sign(serialization.Encoding.DER, options)


def encrypt(entity: bytes, recipients: Sequence[x509.Certificate]) -> bytes:
    """Return an entity encrypted for the recipients (AES-256, RFC 8551, 2.7), in DER."""
    builder = pkcs7.PKCS7EnvelopeBuilder().set_data(entity)
    builder = builder.set_content_encryption_algorithm(algorithms.AES256)
    for one in recipients:
        builder = builder.add_recipient(one)
    return builder.encrypt(serialization.Encoding.DER, [pkcs7.PKCS7Options.Binary])
