"""Secrets at rest: AES-GCM with a key outside the database and the record's own id as associated data."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import uuid

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from kundig.core.models import Secret

NONCE_BYTES = 12


def seal(text: str) -> Secret:
    """Store `text` encrypted and return its record."""
    secret = Secret(id=uuid.uuid4())
    secret.sealed = _encrypt(secret.id, text)
    secret.save(force_insert=True)
    return secret


def replace(secret: Secret | None, text: str) -> Secret:
    """Store `text` in place of what `secret` held (None: as a new secret) and return the record."""
    if secret is None:
        return seal(text)
    secret.sealed = _encrypt(secret.id, text)
    secret.save(update_fields=["sealed"])
    return secret


def reveal(secret: Secret) -> str:
    """Return the text of `secret`; cryptography's InvalidTag where key or record do not fit."""
    sealed = bytes(secret.sealed)
    nonce, body = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
    return _cipher().decrypt(nonce, body, secret.id.bytes).decode()


def seal_text(purpose: str, text: str) -> str:
    """Return `text` encrypted for one purpose, to be kept where there is no record of its own."""
    nonce = os.urandom(NONCE_BYTES)
    sealed = nonce + _cipher().encrypt(nonce, text.encode(), purpose.encode())
    return base64.urlsafe_b64encode(sealed).decode()


def reveal_text(purpose: str, sealed: str) -> str:
    """Return what `seal_text` encrypted; cryptography's InvalidTag where key or purpose do not fit."""
    raw = base64.urlsafe_b64decode(sealed)
    nonce, body = raw[:NONCE_BYTES], raw[NONCE_BYTES:]
    return _cipher().decrypt(nonce, body, purpose.encode()).decode()


def _encrypt(id: uuid.UUID, text: str) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    return nonce + _cipher().encrypt(nonce, text.encode(), id.bytes)


def _cipher() -> AESGCM:
    return AESGCM(hashlib.sha256(b"kundig secrets\0" + settings.ENCRYPTION_KEY.encode()).digest())


def sign(purpose: str, text: str, *, length: int = 26) -> str:
    """Return a lower-case signature of `text` for one purpose, 5 bits a character (default 130 bits).

    Made with the installation's secret key; case-insensitive, because mail addresses are.
    """
    mac = hmac.new(settings.SECRET_KEY.encode(), f"{purpose}\0{text}".encode(), "sha256").digest()
    return base64.b32encode(mac).decode().lower()[:length]


def verify(purpose: str, text: str, signature: str, *, length: int = 26) -> bool:
    """Tell in constant time whether `signature` is the one that `sign` makes."""
    expected = sign(purpose, text, length=length)
    return hmac.compare_digest(expected.encode(), signature.lower().encode())
