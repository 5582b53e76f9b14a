"""Pictures from outside, as they may be shown: drawn anew in a guarded child process, and kept drawn.

Nobody's page gets the bytes of a stranger's picture, only what we wrote ourselves after looking at it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from kundig.core import blobs, caps
from kundig.core.children import Limits, Pool, Unanswered, shared
from kundig.core.content_types import content_type_of
from kundig.core.models import Drawing
from kundig.core.time import now

# What is worth asking for as a picture; whether it can be drawn is seen when it is fetched.
PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
_MODULE = "kundig.core.picture_child"
_WORDS = 1_000
# What a file is shows at its beginning.
_LOOKED_AT = 65_536


@dataclass(frozen=True)
class Picture:
    """A picture that is safe to show."""

    content_type: str
    content: bytes


def draw(content: bytes) -> Picture | None:
    """Draw a picture anew; None for what is no PNG, JPEG, GIF or WebP, not sound, or too large.

    The bytes decide, not their name. At most `caps.PICTURE_PIXELS` are decoded, at most
    `caps.PICTURE_SIDE` are shown each way, and moving pictures with too many frames stand still.
    """
    try:
        return try_to_draw(content)
    except Unanswered:
        return None


def try_to_draw(content: bytes) -> Picture | None:
    """Draw a picture as `draw` does; raises Unanswered where that took too long or the child died."""
    if len(content) > caps.PICTURE_BYTES or content_type_of(content) not in PICTURES:
        return None
    most = (_WORDS, caps.PICTURE_DRAWN_BYTES)
    return shared(_MODULE, pool).insist(b"p", content, _read, most=most)


def drawn(blob_id: UUID) -> Picture | None:
    """Return the picture that lies in a blob, drawn anew at the first look and kept for the next; None as above.

    What took too long, or killed the child, says little about the picture on a busy machine: it is tried
    again at a later look, `caps.PICTURE_TRIES` times in all. Blob.DoesNotExist for an unknown id.
    """
    found = Drawing.objects.filter(blob=blob_id).first()
    if found is None:
        if content_type_of(blobs.beginning(blob_id, _LOOKED_AT)) not in PICTURES:
            return None
        found = _keep(blob_id, failures=0)
    elif _may_try_again(found):
        found = _keep(blob_id, failures=found.failures)
    return Picture(found.content_type, bytes(found.content)) if found.content_type else None


def _keep(blob_id: UUID, *, failures: int) -> Drawing:
    """Draw what lies in a blob and keep it, or that there is nothing to draw, or that it went wrong once more."""
    kept: dict[str, Any]
    try:
        picture = try_to_draw(blobs.content(blob_id))
        kept = {"content_type": "", "content": b"", "failures": 0}
        if picture:
            kept |= {"content_type": picture.content_type, "content": picture.content}
    except Unanswered:
        kept = {"failures": failures + 1, "failed_at": now()}
    return Drawing.objects.update_or_create(blob_id=blob_id, defaults=kept)[0]


def _may_try_again(found: Drawing) -> bool:
    if found.failed_at is None or not 0 < found.failures < caps.PICTURE_TRIES:
        return False
    return now() - found.failed_at >= timedelta(seconds=caps.PICTURE_RETRY_SECONDS)


def pool(
    *,
    children: int = caps.PICTURE_CHILDREN,
    seconds: float = caps.PICTURE_CHILD_SECONDS,
    cpu_seconds: int = caps.PICTURE_CHILD_CPU_SECONDS,
    memory: int = caps.PICTURE_CHILD_MEMORY_BYTES,
) -> Pool:
    """A pool of children that draw pictures, with these limits."""
    limits = Limits(seconds, cpu_seconds, memory, caps.PICTURE_CHILD_PICTURES)
    return Pool(_MODULE, limits, children=children)


def _read(words: bytes, content: bytes) -> Picture:
    said = json.loads(words)
    if not isinstance(said, dict) or said.get("type") not in PICTURES:
        raise ValueError("no picture")
    return Picture(said["type"], content)
