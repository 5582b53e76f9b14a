"""People with keys, authorities that vouch for them, and mails as their mail programs write them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pysequoia import Cert, Tsk

from kundig.channels.email.protected.cms import OwnCertificate
from kundig.channels.email.protected.openpgp import OwnKey
from kundig.channels.email.protected.sealing import PgpSealer, SmimeSealer

Private = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


@dataclass(frozen=True)
class Authority:
    """Somebody who vouches for others."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @property
    def pem(self) -> bytes:
        """Return the certificate as one would upload it."""
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    def revokes(self, *revoked: x509.Certificate) -> bytes:
        """Return a list that names these certificates."""
        now = datetime.now(UTC)
        builder = x509.CertificateRevocationListBuilder().issuer_name(self.certificate.subject)
        builder = builder.last_update(now).next_update(now + timedelta(days=7))
        for one in revoked:
            entry = x509.RevokedCertificateBuilder().serial_number(one.serial_number)
            builder = builder.add_revoked_certificate(entry.revocation_date(now).build())
        made = builder.sign(self.key, hashes.SHA256())
        return made.public_bytes(serialization.Encoding.PEM)


def authority(name: str = "Demo Root") -> Authority:
    """Return an authority of this name, always the same one."""
    return _authority(name)


@cache
def _authority(name: str) -> Authority:
    key = ec.generate_private_key(ec.SECP256R1())
    made = _builder(name, name, key).add_extension(x509.BasicConstraints(True, None), critical=True)
    return Authority(made.sign(key, hashes.SHA256()), key)


@cache
def certified(
    address: str,
    *,
    by: str = "Demo Root",
    days: tuple[int, int] = (-10, 300),
    usage: str = "mail",
    elliptic: bool = False,
) -> OwnCertificate:
    """Return somebody's certificate with its key; `days` are those from and until which it is valid."""
    issuer = authority(by)
    key: Private = (
        ec.generate_private_key(ec.SECP256R1())
        if elliptic
        else rsa.generate_private_key(public_exponent=65_537, key_size=2_048)
    )
    builder = _builder(address.partition("@")[0].title(), by, key, days)
    builder = builder.add_extension(x509.BasicConstraints(False, None), critical=True)
    names = x509.SubjectAlternativeName([x509.RFC822Name(address)])
    builder = builder.add_extension(names, critical=False)
    kind = {
        "mail": ExtendedKeyUsageOID.EMAIL_PROTECTION,
        "server": ExtendedKeyUsageOID.SERVER_AUTH,
    }[usage]
    builder = builder.add_extension(x509.ExtendedKeyUsage([kind]), critical=False)
    return OwnCertificate(builder.sign(issuer.key, hashes.SHA256()), (issuer.certificate,), key)


def _builder(
    name: str, issuer: str, key: Private, days: tuple[int, int] = (-30, 3_000)
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(_name(name))
        .issuer_name(_name(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + timedelta(days=days[0]))
        .not_valid_after(now + timedelta(days=days[1]))
    )


def _name(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def pkcs12_of(own: OwnCertificate, password: str) -> bytes:
    """Return certificate and key as one exports them from a mail program."""
    return pkcs12.serialize_key_and_certificates(
        b"key",
        own.key,
        own.certificate,
        list(own.chain),
        serialization.BestAvailableEncryption(password.encode()),
    )


def pem_of(own: OwnCertificate) -> bytes:
    """Return somebody's certificate without its key."""
    return own.certificate.public_bytes(serialization.Encoding.PEM)


@cache
def pgp(address: str, *, seconds: int | None = None) -> Tsk:
    """Return somebody's OpenPGP key, always the same one."""
    name = address.partition("@")[0].title()
    return Tsk.generate(f"{name} <{address}>", validity_seconds=seconds)


def public(key: Tsk) -> Cert:
    """Return the part of a key that everybody may know."""
    return key.extract_certificate()


def entity(text: str = "Guten Tag, anbei die Zahlen.", kind: str = "text/plain") -> bytes:
    """Return a MIME entity with a text."""
    head = f"Content-Type: {kind}; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    return head.encode() + text.encode().replace(b"\n", b"\r\n") + b"\r\n"


def mail(body: bytes, sender: str = "kofi@kunde.example", *more: str) -> bytes:
    """Return a mail with an entity for its body."""
    lines = [
        f"From: Kofi <{sender}>",
        "To: hilfe@firma.example",
        "Subject: Zahlen",
        "Date: Mon, 23 Nov 2026 10:00:00 +0100",
        f"Message-ID: <{abs(hash(body))}@kunde.example>",
        "MIME-Version: 1.0",
        *more,
    ]
    return "\r\n".join(lines).encode() + b"\r\n" + body


def smime_signed(body: bytes, own: OwnCertificate) -> bytes:
    """Return an entity signed with S/MIME."""
    return SmimeSealer(own).signed(body)


def smime_encrypted(
    body: bytes, recipients: Sequence[OwnCertificate], own: OwnCertificate | None = None
) -> bytes:
    """Return an entity encrypted with S/MIME."""
    return SmimeSealer(own).encrypted(body, [pem_of(one) for one in recipients])


def pgp_signed(body: bytes, key: Tsk) -> bytes:
    """Return an entity signed with OpenPGP."""
    return PgpSealer(OwnKey(key, None)).signed(body)


def pgp_encrypted(body: bytes, recipients: Sequence[Tsk], key: Tsk | None = None) -> bytes:
    """Return an entity encrypted with OpenPGP."""
    sealer = PgpSealer(OwnKey(key, None) if key else None)
    return sealer.encrypted(body, [bytes(public(one)) for one in recipients])


def mixed(*parts: bytes, kind: str = "mixed") -> bytes:
    """Return parts in one multipart."""
    head = f'Content-Type: multipart/{kind}; boundary="outer"\r\n\r\n'.encode()
    return head + b"".join(b"--outer\r\n" + part + b"\r\n" for part in parts) + b"--outer--\r\n"
