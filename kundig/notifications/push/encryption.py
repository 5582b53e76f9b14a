"""What a push says, readable for one browser alone: RFC 8291, in the coding `aes128gcm` of RFC 8188."""

from __future__ import annotations

import base64
import binascii
import os

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

CURVE = ec.SECP256R1()
POINT_BYTES = 65
AUTH_BYTES = 16
# One record holds everything; push services take 4,096 bytes.
RECORD_BYTES = 4_096
MOST_BYTES = RECORD_BYTES - 16 - 1 - 86
# After the last record's content (RFC 8188, 2).
END = b"\x02"


def encrypt(
    text: bytes,
    *,
    to: bytes,
    auth: bytes,
    own: ec.EllipticCurvePrivateKey | None = None,
    salt: bytes | None = None,
) -> bytes:
    """Return the body of a push for the browser with the public key `to` and the secret `auth`.

    `own` and `salt` are made anew for each, and given only to compare with the RFC's example. ValueError where
    the text is too long or `to` is no point of the curve.
    """
    if len(text) > MOST_BYTES:
        raise ValueError("too long for one push")
    own = own or ec.generate_private_key(CURVE)
    salt = salt or os.urandom(16)
    point = public_bytes(own.public_key())
    shared = own.exchange(ec.ECDH(), public_key(to))
    secret = _derive(shared, auth, b"WebPush: info\0" + to + point, 32)
    key = _derive(secret, salt, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derive(secret, salt, b"Content-Encoding: nonce\0", 12)
    head = salt + RECORD_BYTES.to_bytes(4, "big") + bytes([len(point)]) + point
    return head + AESGCM(key).encrypt(nonce, text + END, None)


def public_bytes(key: ec.EllipticCurvePublicKey) -> bytes:
    """Return a public key as browsers name it: the uncompressed point."""
    form = serialization.PublicFormat.UncompressedPoint
    return key.public_bytes(serialization.Encoding.X962, form)


def public_key(point: bytes) -> ec.EllipticCurvePublicKey:
    """Return the key of a point; ValueError where it lies on no curve of ours."""
    return ec.EllipticCurvePublicKey.from_encoded_point(CURVE, point)


def written(content: bytes) -> str:
    """Return bytes as base64url without padding, as browsers and tokens write them."""
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def read(text: str) -> bytes:
    """Return the bytes of base64url; ValueError for anything else."""
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except binascii.Error as problem:
        raise ValueError("no base64url") from problem


def _derive(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(hashes.SHA256(), length, salt, info).derive(secret)
