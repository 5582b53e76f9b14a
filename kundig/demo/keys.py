"""An authority of the demo, and those whom it vouches for: for mails that are signed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from kundig.channels.email.protected.cms import OwnCertificate
from kundig.channels.email.protected.sealing import SmimeSealer
from kundig.channels.email.protected.sending import split_entity
from kundig.core.time import now

from . import company

Private = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


@dataclass(frozen=True)
class Keys:
    """Certificates with their keys by the addresses they are for; made anew for each demo, so nobody knows them."""

    authority: x509.Certificate
    owners: Mapping[str, OwnCertificate]

    @property
    def authority_pem(self) -> bytes:
        """Return the authority's certificate as one uploads it."""
        return self.authority.public_bytes(serialization.Encoding.PEM)

    def pem(self, address: str) -> bytes:
        """Return somebody's certificate and key as one uploads them."""
        owner = self.owners[address]
        private = owner.key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        return private + owner.certificate.public_bytes(serialization.Encoding.PEM)

    def signed(self, raw: bytes, address: str) -> bytes:
        """Return the mail as the program of whoever has this address sends it: signed where they have a key."""
        if address not in self.owners:
            return raw
        headers, entity = split_entity(raw)
        return headers + SmimeSealer(self.owners[address]).signed(entity)


def make_keys() -> Keys:
    """Make keys for all who sign, valid from the time of the story on."""
    key = ec.generate_private_key(ec.SECP256R1())
    made = _builder(company.AUTHORITY, key).add_extension(
        x509.BasicConstraints(ca=True, path_length=None), critical=True
    )
    authority = made.sign(key, hashes.SHA256())
    names = {**company.SIGNERS, company.mailbox("firmen").address: company.mailbox("firmen").name}
    owners = {address: _certified(address, name, authority, key) for address, name in names.items()}
    return Keys(authority, owners)


def _certified(
    address: str, name: str, authority: x509.Certificate, issuer: ec.EllipticCurvePrivateKey
) -> OwnCertificate:
    key = rsa.generate_private_key(public_exponent=65_537, key_size=2_048)
    builder = _builder(name, key)
    for extension in (
        x509.BasicConstraints(ca=False, path_length=None),
        x509.SubjectAlternativeName([x509.RFC822Name(address)]),
        x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]),
    ):
        builder = builder.add_extension(extension, critical=False)
    return OwnCertificate(builder.sign(issuer, hashes.SHA256()), (authority,), key)


def _builder(name: str, key: Private) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(_name(name))
        .issuer_name(_name(company.AUTHORITY))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now() - timedelta(days=30))
        # Signatures bear the real time, whatever that of the story is.
        .not_valid_after(datetime.now(UTC) + timedelta(days=1_000))
    )


def _name(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
