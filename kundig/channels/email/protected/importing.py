"""What somebody uploads: own keys, certificates of others, authorities, revocation lists."""

from __future__ import annotations

from dataclasses import dataclass, replace

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from pysequoia import Tsk

from kundig.channels.email.protected import certificates, openpgp
from kundig.channels.email.protected.certificates import Trust
from kundig.channels.email.protected.report import FoundKey
from kundig.core import caps


class Unfit(Exception):
    """The upload is no such thing, or can't be used; the word says why."""


@dataclass(frozen=True)
class OwnKeyFound:
    """A key of ours: what everybody may know, the private part as it is sealed, and what else opens it."""

    public: FoundKey
    private: str
    passphrase: str


def read_own_certificate(content: bytes, password: str, trust: Trust) -> OwnKeyFound:
    """Return certificate and key of a PKCS#12 file (RFC 7292) or of PEM. Unfit with the reason."""
    if b"-----BEGIN" in content[: caps.PROTECTED_UPLOAD_BYTES]:
        key, chain = _from_pem(content, password)
    else:
        key, chain = _from_pkcs12(content, password)
    if not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise Unfit("key_kind")
    own = next((one for one in chain if one.public_key() == key.public_key()), None)
    if own is None:
        raise Unfit("no_certificate")
    if not certificates.addresses_of(own):
        raise Unfit("no_address")
    others = [one for one in chain if one != own]
    public = certificates.found_key(own, others, trust, "upload")
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return OwnKeyFound(public, private.decode("ascii"), "")


def _from_pem(content: bytes, password: str) -> tuple[object, list[x509.Certificate]]:
    try:
        chain = x509.load_pem_x509_certificates(content)
    except ValueError:
        raise Unfit("no_certificate") from None
    try:
        key = serialization.load_pem_private_key(content, password.encode() or None)
    except TypeError:
        # Encrypted and no password, or a password and not encrypted.
        raise Unfit("password") from None
    except ValueError:
        raise Unfit("password" if b"ENCRYPTED" in content else "no_key") from None
    return key, chain


def _from_pkcs12(content: bytes, password: str) -> tuple[object, list[x509.Certificate]]:
    try:
        found = pkcs12.load_pkcs12(content, password.encode())
    except ValueError as problem:
        raise Unfit("password" if "assword" in str(problem) else "unreadable") from None
    if found.key is None:
        raise Unfit("no_key")
    holders = [found.cert, *found.additional_certs]
    return found.key, [one.certificate for one in holders if one is not None]


def read_own_key(content: bytes, passphrase: str) -> OwnKeyFound:
    """Return a private OpenPGP key that its passphrase opens. Unfit with the reason."""
    try:
        key = Tsk.from_bytes(content)
    except RuntimeError:
        raise Unfit("no_key") from None
    certificate = key.extract_certificate()
    if not openpgp.addresses_of(certificate):
        raise Unfit("no_address")
    try:
        own = openpgp.OwnKey(key, passphrase or None)
        openpgp.sign_detached(b"", own)
        sealed = openpgp.encrypt_for(b"", [certificate], None)
        openpgp.read_message(sealed, [own], [])
    except (RuntimeError, openpgp.NoKey):
        raise Unfit("expired" if openpgp.life_of(certificate) else "password") from None
    public = openpgp.found_key(certificate, "upload")
    return OwnKeyFound(public, str(key), passphrase)


def read_known(content: bytes, trust: Trust) -> list[FoundKey]:
    """Return the certificates and public keys of others in an upload. Unfit where there are none."""
    found = [openpgp.found_key(one, "upload") for one in openpgp.read_certificates(content)]
    try:
        chain = _certificates(content)
    except Unfit:
        chain = []
    people = [one for one in chain if not certificates.is_authority(one)]
    found += [certificates.found_key(one, chain, trust, "upload") for one in people]
    found = [key for key in found if key.addresses]
    if not found:
        raise Unfit("no_certificate")
    return found


def read_authority(content: bytes) -> FoundKey:
    """Return a certificate that vouches for others. Unfit where it may not."""
    certificate = _certificates(content)[0]
    if not certificates.is_authority(certificate):
        raise Unfit("no_authority")
    found = certificates.found_key(certificate, [], Trust((), (), ()), "upload")
    pem = certificate.public_bytes(serialization.Encoding.PEM).decode("ascii")
    return replace(found, public=pem, can_encrypt=False)


def _certificates(content: bytes) -> list[x509.Certificate]:
    try:
        if b"-----BEGIN" in content:
            return x509.load_pem_x509_certificates(content)
        return [x509.load_der_x509_certificate(content)]
    except ValueError:
        raise Unfit("no_certificate") from None


@dataclass(frozen=True)
class RevocationsFound:
    """A revocation list: of whom, from when, until when, how many certificates, and itself in PEM."""

    issuer: str
    issued: float
    next: float | None
    count: int
    public: str


def read_revocations(content: bytes) -> RevocationsFound:
    """Return a revocation list (RFC 5280, 5) of PEM or DER. Unfit for what is none."""
    try:
        if b"-----BEGIN" in content:
            found = x509.load_pem_x509_crl(content)
        else:
            found = x509.load_der_x509_crl(content)
        after = found.next_update_utc
        return RevocationsFound(
            issuer=found.issuer.rfc4514_string()[:500],
            issued=found.last_update_utc.timestamp(),
            next=after.timestamp() if after else None,
            count=len(found),
            public=found.public_bytes(serialization.Encoding.PEM).decode("ascii"),
        )
    except ValueError:
        raise Unfit("no_list") from None
