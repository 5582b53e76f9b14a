"""Signing and encrypting what goes out: one MIME entity in, entities with the layers around it out.

What is encrypted is signed inside. Each group of recipients gets a copy of its own, because a message
names those whose keys open it: whoever got a blind copy would stand there.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography import x509
from pysequoia import Cert

from kundig.channels.email.protected import cms, openpgp

_LINE = b"\r\n"


@dataclass(frozen=True)
class SmimeSealer:
    """Seals with S/MIME; `own` signs, if given."""

    own: cms.OwnCertificate | None

    def signed(self, entity: bytes) -> bytes:
        """Return the entity with a detached signature (RFC 8551, 3.5.3)."""
        if self.own is None:
            return entity
        signature = _file_part(
            "application/pkcs7-signature", "smime.p7s", cms.sign(entity, self.own)
        )
        return _multipart(
            'multipart/signed; protocol="application/pkcs7-signature"; micalg=sha-256',
            [entity, signature],
        )

    def encrypted(self, entity: bytes, recipients: Sequence[bytes]) -> bytes:
        """Return the entity, signed and then encrypted (RFC 8551, 3.3); recipients are certificates in PEM."""
        people = [x509.load_pem_x509_certificates(one)[0] for one in recipients]
        envelope = cms.encrypt(self.signed(entity), people)
        kind = "application/pkcs7-mime; smime-type=enveloped-data"
        return _file_part(kind, "smime.p7m", envelope)


@dataclass(frozen=True)
class PgpSealer:
    """Seals with OpenPGP; `own` signs, if given."""

    own: openpgp.OwnKey | None

    def signed(self, entity: bytes) -> bytes:
        """Return the entity with a detached signature (RFC 3156, 5)."""
        if self.own is None:
            return entity
        signature, hash_name = openpgp.sign_detached(entity, self.own)
        head = b'Content-Type: application/pgp-signature; name="signature.asc"\r\n\r\n'
        return _multipart(
            f'multipart/signed; protocol="application/pgp-signature"; micalg={hash_name}',
            [entity, head + _on_the_wire(signature)],
        )

    def encrypted(self, entity: bytes, recipients: Sequence[bytes]) -> bytes:
        """Return the entity signed and encrypted in one (RFC 3156, 6.2); recipients are public keys."""
        people = [Cert.from_bytes(one) for one in recipients]
        message = openpgp.encrypt_for(entity, people, self.own)
        version = b"Content-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n"
        head = (
            b'Content-Type: application/octet-stream; name="encrypted.asc"\r\n'
            b'Content-Disposition: inline; filename="encrypted.asc"\r\n\r\n'
        )
        return _multipart(
            'multipart/encrypted; protocol="application/pgp-encrypted"',
            [version, head + _on_the_wire(message)],
        )


def _multipart(kind: str, parts: Sequence[bytes]) -> bytes:
    boundary = f"kundig-{secrets.token_hex(16)}"
    head = f'Content-Type: {kind};\r\n boundary="{boundary}"\r\n\r\n'.encode("ascii")
    mark = b"--" + boundary.encode("ascii")
    body = b"".join(mark + _LINE + part + _LINE for part in parts)
    return head + body + mark + b"--" + _LINE


def _file_part(kind: str, name: str, content: bytes) -> bytes:
    head = (
        f'Content-Type: {kind}; name="{name}"\r\nContent-Transfer-Encoding: base64\r\n'
        f'Content-Disposition: attachment; filename="{name}"\r\n\r\n'
    )
    return head.encode("ascii") + _on_the_wire(base64.encodebytes(content))


def _on_the_wire(text: bytes) -> bytes:
    return text.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
