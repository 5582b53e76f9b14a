"""X.509 certificates for mail (RFC 8550): whose they are, who vouches for them, whether they were revoked."""

from __future__ import annotations

import ssl
import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from cryptography.x509.verification import (
    Criticality,
    ExtensionPolicy,
    Policy,
    PolicyBuilder,
    Store,
    VerificationError,
)

from kundig.channels.email.protected.report import FoundKey, Life


@dataclass(frozen=True)
class Trust:
    """Whom we believe: authorities that somebody here has named, revocation lists, and the system's authorities."""

    authorities: Sequence[x509.Certificate] = ()
    revocations: Sequence[x509.CertificateRevocationList] = ()
    # None: those of this machine.
    system: Sequence[x509.Certificate] | None = None

    @property
    def anchors(self) -> list[x509.Certificate]:
        """Return all certificates with which a chain may end."""
        system = system_authorities() if self.system is None else self.system
        return [*self.authorities, *system]


@cache
def system_authorities() -> tuple[x509.Certificate, ...]:
    """Return the authorities that this machine trusts; none where its store can't be found or read."""
    paths = ssl.get_default_verify_paths()
    for path in filter(None, (paths.cafile, paths.openssl_cafile)):
        try:
            with warnings.catch_warnings():
                # Old roots break rules that matter to nobody who does not ask for them.
                warnings.simplefilter("ignore")
                return tuple(x509.load_pem_x509_certificates(Path(path).read_bytes()))
        except (OSError, ValueError):
            continue
    return ()


def addresses_of(certificate: x509.Certificate) -> tuple[str, ...]:
    """Return the mail addresses that the certificate is for, in lower case (RFC 8550, 3)."""
    found: list[str] = []
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
        found += names.value.get_values_for_type(x509.RFC822Name)
    except x509.ExtensionNotFound:
        pass
    found += [
        str(part.value)
        for part in certificate.subject.get_attributes_for_oid(NameOID.EMAIL_ADDRESS)
    ]
    return tuple(dict.fromkeys(address.strip().lower() for address in found if "@" in address))


def name_of(certificate: x509.Certificate) -> str:
    """Return whom the certificate names, for people."""
    for kind in (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME, NameOID.EMAIL_ADDRESS):
        for part in certificate.subject.get_attributes_for_oid(kind):
            return str(part.value)[:200]
    return ""


def fingerprint_of(certificate: x509.Certificate) -> str:
    """Return the SHA-256 of the certificate in hexadecimal digits."""
    return certificate.fingerprint(hashes.SHA256()).hex()


def is_authority(certificate: x509.Certificate) -> bool:
    """Tell whether it may vouch for others."""
    try:
        found = certificate.extensions.get_extension_for_class(x509.BasicConstraints)
    except x509.ExtensionNotFound:
        return False
    return found.value.ca


def can_encrypt(certificate: x509.Certificate) -> bool:
    """Tell whether mail can be encrypted for it: RSA, and meant for that (RFC 8550, 4.4.2)."""
    if not isinstance(certificate.public_key(), rsa.RSAPublicKey):
        return False
    usage = _key_usage(certificate)
    return usage is None or usage.key_encipherment


def can_sign(certificate: x509.Certificate) -> bool:
    """Tell whether mail may be signed with it (RFC 8550, 4.4.2)."""
    usage = _key_usage(certificate)
    return usage is None or usage.digital_signature or usage.content_commitment


def _key_usage(certificate: x509.Certificate) -> x509.KeyUsage | None:
    try:
        return certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return None


def is_vouched(
    certificate: x509.Certificate, others: Iterable[x509.Certificate], trust: Trust
) -> bool:
    """Tell whether a chain of valid certificates leads to an authority that we trust, for signing mail."""
    if not trust.anchors:
        return False
    verifier = (
        PolicyBuilder()
        .store(Store(trust.anchors))
        .time(datetime.now(UTC))
        .extension_policies(ca_policy=_authorities(), ee_policy=_people())
        .build_client_verifier()
    )
    try:
        verifier.verify(certificate, [one for one in others if is_authority(one)])
    except (VerificationError, ValueError):
        return False
    return True


def _people() -> ExtensionPolicy:
    """What is asked of a person's certificate: that it is meant for mail, or for nothing in particular."""
    policy = ExtensionPolicy.permit_all()
    policy = policy.may_be_present(x509.ExtendedKeyUsage, Criticality.AGNOSTIC, _is_for_mail)
    return policy.may_be_present(x509.BasicConstraints, Criticality.AGNOSTIC, _is_no_authority)


def _authorities() -> ExtensionPolicy:
    """What is asked of an authority: to be one. Rules for web servers' certificates do not concern it."""
    policy = ExtensionPolicy.permit_all()
    policy = policy.may_be_present(x509.ExtendedKeyUsage, Criticality.AGNOSTIC, _is_for_mail)
    policy = policy.may_be_present(x509.KeyUsage, Criticality.AGNOSTIC, _may_vouch)
    return policy.require_present(x509.BasicConstraints, Criticality.AGNOSTIC, None)


def _is_for_mail(
    _policy: Policy, _certificate: x509.Certificate, usage: x509.ExtendedKeyUsage | None
) -> None:
    wanted = {ExtendedKeyUsageOID.EMAIL_PROTECTION, ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE}
    if usage is not None and not wanted & set(usage):
        raise ValueError("not meant for mail")


def _is_no_authority(
    _policy: Policy, _certificate: x509.Certificate, constraints: x509.BasicConstraints | None
) -> None:
    if constraints is not None and constraints.ca:
        raise ValueError("an authority, no person")


def _may_vouch(
    _policy: Policy, _certificate: x509.Certificate, usage: x509.KeyUsage | None
) -> None:
    if usage is not None and not usage.key_cert_sign:
        raise ValueError("may not vouch")


def life_of(
    certificate: x509.Certificate, others: Iterable[x509.Certificate], trust: Trust
) -> Life:
    """Return how a certificate stands today: revoked (it, or one above it), expired, or neither.

    Revocation is known from the lists that were uploaded; nobody is asked over the network.
    """
    known = [*others, *trust.anchors]
    above: x509.Certificate | None = certificate
    for _step in range(8):
        if above is None:
            break
        issuer = _issuer(above, known)
        if issuer is not None and _is_listed(above, issuer, trust.revocations):
            return "revoked"
        above = issuer if issuer is not None and issuer != above else None
    now = datetime.now(UTC)
    is_current = certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc
    return "" if is_current else "expired"


def _issuer(
    certificate: x509.Certificate, known: Iterable[x509.Certificate]
) -> x509.Certificate | None:
    for one in known:
        if one.subject == certificate.issuer:
            try:
                certificate.verify_directly_issued_by(one)
            except Exception:  # noqa: S112  # of the same name, and not the one
                continue
            return one
    return None


def _is_listed(
    certificate: x509.Certificate,
    issuer: x509.Certificate,
    lists: Iterable[x509.CertificateRevocationList],
) -> bool:
    key = issuer.public_key()
    for one in lists:
        if one.issuer != issuer.subject:
            continue
        # A list that somebody else has written revokes nothing.
        if not one.is_signature_valid(key):  # type: ignore[arg-type]  # what kind of key it is the list tells
            continue
        if one.get_revoked_certificate_by_serial_number(certificate.serial_number) is not None:
            return True
    return False


def found_key(
    certificate: x509.Certificate, others: Sequence[x509.Certificate], trust: Trust, source: str
) -> FoundKey:
    """Return a certificate as it may be kept, with those above it that came along."""
    chain = [one for one in others if is_authority(one)]
    pem = b"".join(one.public_bytes(serialization.Encoding.PEM) for one in [certificate, *chain])
    return FoundKey(
        scheme="smime",
        addresses=addresses_of(certificate),
        fingerprint=fingerprint_of(certificate),
        public=pem.decode("ascii"),
        name=name_of(certificate),
        expires=certificate.not_valid_after_utc.timestamp(),
        life=life_of(certificate, others, trust),
        vouched=is_vouched(certificate, others, trust),
        can_encrypt=can_encrypt(certificate),
        source=source,
    )
