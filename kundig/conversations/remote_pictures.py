"""Pictures that lie outside, shown through this host: the sender sees a request of Kundig's, and nobody behind it.

Addresses are signed, so that nobody makes us fetch what no message asked for, and belong to one message,
so that they are worth nothing to whoever may not see it.
"""

from __future__ import annotations

from django.core import signing
from django.urls import reverse

from kundig.conversations.models import Message
from kundig.core import caps, pictures
from kundig.core.fetch import fetch
from kundig.core.outside import Unreachable
from kundig.core.pictures import Picture

_SALT = "picture from outside"
_HEADERS = {"Accept": "image/webp,image/png,image/jpeg,image/gif"}
# Senders like to count by an address that leads on to the picture.
_REDIRECTS = 3


def proxied(message: Message, source: str) -> str:
    """Return our own address of a picture that `message` asks for."""
    token = signing.dumps([message.pk, source], salt=_SALT, compress=True)
    return reverse("message-picture", args=[message.pk, token])


def source_of(message: Message, token: str) -> str:
    """Return where the picture of one of our addresses lies; "" where it is not of this message."""
    try:
        pk, source = signing.loads(token, salt=_SALT)
    except (signing.BadSignature, ValueError):
        return ""
    return source if pk == message.pk and isinstance(source, str) else ""


def fetched(source: str) -> Picture | None:
    """Return the picture that lies at a public address, drawn anew; None where there is none to be had."""
    try:
        answer = fetch(
            source, headers=_HEADERS, redirects=_REDIRECTS, seconds=caps.REMOTE_PICTURE_SECONDS
        )
    except Unreachable:
        return None
    return pictures.draw(answer.content) if answer.status == 200 else None
