"""Who asks another system for a card: a token signed with the installation's own key (RFC 7519, RFC 8037)."""

from __future__ import annotations

import base64
import json
import uuid
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import IntegrityError, transaction

from kundig.conversations.embedded.models import CardKey, EmbeddedCard
from kundig.conversations.models import Conversation
from kundig.core import caps, secrets
from kundig.core.links import absolute
from kundig.core.time import now
from kundig.customers.models import AddressKind
from kundig.staff.models import Agent

_RAW = serialization.Encoding.Raw
_PLAIN = serialization.NoEncryption()


def public_keys() -> dict[str, Any]:
    """Return the key by which others prove our tokens, as a set of keys (RFC 7517)."""
    key = _own_key()
    jwk = {"kty": "OKP", "crv": "Ed25519", "x": key.public, "use": "sig", "alg": "EdDSA"}
    return {"keys": [{**jwk, "kid": str(key.pk)}]}


def token(card: EmbeddedCard, conversation: Conversation, agent: Agent) -> str:
    """Return what tells another system about whom it is asked, for whom, and that we ask; good for a minute."""
    key, issued = _own_key(), int(now().timestamp())
    target, customer = urlsplit(card.address), conversation.customer
    mails = customer.addresses.filter(kind=AddressKind.MAIL).order_by("pk")
    claims = {
        "iss": absolute("/"),
        "aud": f"{target.scheme}://{target.netloc}",
        "iat": issued,
        "exp": issued + caps.EMBEDDED_TOKEN_SECONDS,
        "jti": uuid.uuid4().hex,
        "sub": str(customer.pk),
        "customer": {
            "id": customer.pk,
            "name": customer.name,
            "mails": list(mails.values_list("value", flat=True)),
        },
        "agent": {"id": agent.pk, "name": agent.name},
        "conversation": {"id": conversation.pk},
    }
    header = {"typ": "JWT", "alg": "EdDSA", "kid": str(key.pk)}
    content = f"{_part(header)}.{_part(claims)}"
    private = Ed25519PrivateKey.from_private_bytes(_bytes(secrets.reveal(key.private)))
    return f"{content}.{_written(private.sign(content.encode()))}"


def _own_key() -> CardKey:
    """The installation's key pair; made when it is asked for first."""
    return CardKey.objects.select_related("private").filter(pk=1).first() or _make()


def _make() -> CardKey:
    private = Ed25519PrivateKey.generate()
    sealed = _written(private.private_bytes(_RAW, serialization.PrivateFormat.Raw, _PLAIN))
    public = private.public_key().public_bytes(_RAW, serialization.PublicFormat.Raw)
    try:
        with transaction.atomic():
            return CardKey.objects.create(
                pk=1, public=_written(public), private=secrets.seal(sealed)
            )
    except IntegrityError:
        # Somebody else asked at the same moment.
        return CardKey.objects.get(pk=1)


def _part(value: Mapping[str, object]) -> str:
    return _written(json.dumps(value, separators=(",", ":")).encode())


def _written(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
