"""Who sends a push: one key pair for the installation, sealed at rest, and the token signed with it (RFC 8292)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from django.db import IntegrityError, transaction

from kundig.core import secrets
from kundig.core.links import absolute
from kundig.core.time import now
from kundig.notifications.models import PushKey
from kundig.notifications.push.encryption import CURVE, public_bytes, written

# Push services accept a day at most.
VALID = timedelta(hours=12)


def own_key() -> PushKey:
    """Return the installation's key pair; made when the first browser asks for it."""
    return PushKey.objects.filter(pk=1).first() or _make()


def authorization(endpoint: str) -> str:
    """Return the header that tells a push service who sends."""
    key = own_key()
    target = urlsplit(endpoint)
    claims = {
        "aud": f"{target.scheme}://{target.netloc}",
        "exp": int((now() + VALID).timestamp()),
        # Whom the service may turn to.
        "sub": absolute("/"),
    }
    content = f"{_part({'typ': 'JWT', 'alg': 'ES256'})}.{_part(claims)}"
    return f"vapid t={content}.{written(_sign(key, content.encode()))}, k={key.public}"


def _make() -> PushKey:
    private = ec.generate_private_key(CURVE)
    pem = private.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    public = written(public_bytes(private.public_key()))
    try:
        with transaction.atomic():
            return PushKey.objects.create(pk=1, public=public, private=secrets.seal(pem.decode()))
    except IntegrityError:
        # Another browser asked at the same moment.
        return PushKey.objects.get(pk=1)


def _sign(key: PushKey, content: bytes) -> bytes:
    private = serialization.load_pem_private_key(secrets.reveal(key.private).encode(), None)
    assert isinstance(private, ec.EllipticCurvePrivateKey)
    r, s = decode_dss_signature(private.sign(content, ec.ECDSA(hashes.SHA256())))
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def _part(value: Mapping[str, object]) -> str:
    return written(json.dumps(value, separators=(",", ":")).encode())
