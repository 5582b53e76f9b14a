"""Signatures as Standard Webhooks 1.0.0 describes them: HMAC-SHA256 over ``id.timestamp.body``."""

from __future__ import annotations

import base64
import binascii
import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime

PREFIX = "whsec_"
# What the standard asks of a key.
_KEY_BYTES = range(24, 65)


def new_secret() -> str:
    """Return a new secret of 256 random bits, in the standard's form ``whsec_…``."""
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def key_of(secret: str) -> bytes:
    """Return the key in a secret; ValueError for what is not in the standard's form."""
    if not secret.startswith(PREFIX):
        raise ValueError("no prefix")
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except binascii.Error as problem:
        raise ValueError("no base64") from problem
    if len(key) not in _KEY_BYTES:
        raise ValueError("wrong length")
    return key


def headers(message_id: str, at: datetime, body: bytes, keep: Sequence[str]) -> dict[str, str]:
    """Return the standard's three headers; each secret in `keep` gives a signature, the newest first."""
    timestamp = str(int(at.timestamp()))
    signed = f"{message_id}.{timestamp}.".encode() + body
    return {
        "webhook-id": message_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(_signature(signed, secret) for secret in keep),
    }


def _signature(signed: bytes, secret: str) -> str:
    return f"v1,{base64.b64encode(hmac.digest(key_of(secret), signed, 'sha256')).decode()}"
