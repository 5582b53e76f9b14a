"""Keeping bytes: in the database, so that they are committed, backed up and reachable with everything else."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from uuid import UUID

from django.db import connection
from django.db.models import BinaryField
from django.db.models.functions import Substr

from kundig.core.models import Blob

CHUNK = 256 * 1024


def keep(content: bytes) -> Blob:
    """Store `content` and return its blob; belongs into the transaction of whatever refers to it."""
    return Blob.objects.create(
        sha256=hashlib.sha256(content).hexdigest(), size=len(content), content=content
    )


def replace(blob_id: UUID, content: bytes) -> None:
    """Put other content in a blob's place, wherever it is referred to; what was there is gone."""
    sha256 = hashlib.sha256(content).hexdigest()
    Blob.objects.filter(pk=blob_id).update(sha256=sha256, size=len(content), content=content)


def copy(blob_id: UUID) -> Blob:
    """Return a blob of its own with the same content; Blob.DoesNotExist for an unknown id."""
    return keep(content(blob_id))


def keep_all(contents: Iterable[bytes]) -> list[Blob]:
    """Store several contents as `keep` does each, in one statement."""
    return Blob.objects.bulk_create(
        Blob(sha256=hashlib.sha256(content).hexdigest(), size=len(content), content=content)
        for content in contents
    )


def content(blob_id: UUID) -> bytes:
    """Return a blob's bytes; Blob.DoesNotExist for an unknown id."""
    return bytes(Blob.objects.values_list("content", flat=True).get(pk=blob_id))


def beginning(blob_id: UUID, size: int) -> bytes:
    """Return up to `size` bytes from a blob's start; Blob.DoesNotExist for an unknown id."""
    start = Substr("content", 1, size, output_field=BinaryField())
    return bytes(Blob.objects.values_list(start, flat=True).get(pk=blob_id))


def chunks(blob_id: UUID, size: int) -> Iterator[bytes]:
    """Yield a blob's bytes piece by piece, so that a large file never lies in memory whole."""
    for start in range(1, size + 1, CHUNK):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT substring(content FROM %s FOR %s) FROM core_blob WHERE id = %s",
                [start, CHUNK, blob_id],
            )
            row = cursor.fetchone()
        if row is None:
            return
        yield bytes(row[0])
