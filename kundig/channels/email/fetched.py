"""What IMAP and POP3 have in common: which mails are known, how one is stored, and how fetching fares."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable

from kundig.channels.email.models import FurtherKey, Mailbox
from kundig.channels.intake import take_in
from kundig.channels.models import Receipt
from kundig.core import blobs, caps
from kundig.core.time import now

log = logging.getLogger(__name__)


def folder_key(mailbox: Mailbox, folder: str) -> str:
    """Return what tells this folder from that of other settings: many servers count alike, from 1."""
    name = f"{mailbox.incoming_host}\0{mailbox.incoming_user}\0{folder}"
    return hashlib.sha256(name.encode()).hexdigest()[:16]


def known(mailbox: Mailbox, keys: Iterable[str]) -> dict[str, bool]:
    """Return which of these keys we have, and whether we have the whole mail."""
    asked = list(keys)
    copies = FurtherKey.objects.filter(mailbox=mailbox, key__in=asked)
    first = Receipt.objects.filter(channel=mailbox.channel_id, external_key__in=asked)
    found = [
        *copies.values_list("key", "receipt__envelope"),
        *first.values_list("external_key", "envelope"),
    ]
    return {key: "too_large" not in envelope for key, envelope in found}


def is_begun_by(mailbox: Mailbox, key: str, head: bytes) -> bool:
    """Tell whether the mail that we have under a key begins with these bytes; False where there are none."""
    receipts = Receipt.objects.filter(channel=mailbox.channel_id, external_key=key)
    copies = Receipt.objects.filter(further_keys__mailbox=mailbox, further_keys__key=key)
    return bool(head) and any(
        blobs.beginning(blob, len(head)) == head
        for blob in receipts.union(copies).values_list("blob_id", flat=True)
    )


def store(mailbox: Mailbox, raw: bytes, key: str) -> None:
    """Commit a mail; only then may it be marked, moved or deleted."""
    receipt = take_in(mailbox.channel, raw, external_key=key, envelope=_envelope(mailbox))
    _note_key(mailbox, key, receipt)


def store_head(mailbox: Mailbox, head: bytes, key: str, size: int) -> None:
    """Commit the headers of a mail that is too large for us; the mail itself stays on the server."""
    log.warning("mail %s of %s has %s bytes and stays on the server", key, mailbox.pk, size)
    envelope = _envelope(mailbox) | {"too_large": size}
    receipt = take_in(
        mailbox.channel, head[: caps.MAIL_HEAD_BYTES], external_key=key, envelope=envelope
    )
    # A whole mail of these headers alone is another one: under its name, this one would be deleted.
    if "too_large" in receipt.envelope:
        _note_key(mailbox, key, receipt)


def _note_key(mailbox: Mailbox, key: str, receipt: Receipt) -> None:
    """Keep the key of a mail that we have under another one already.

    It is committed after the mail: what breaks off in between costs one more fetching, and no mail.
    """
    key = key[:200]
    if key and receipt.external_key != key:
        FurtherKey.objects.bulk_create(
            [FurtherKey(mailbox=mailbox, key=key, receipt=receipt)], ignore_conflicts=True
        )


def note_success(mailbox: Mailbox, *, backlog: int = 0) -> None:
    """Note that the server answers and how many mails still lie there; what was wrong before is mended."""
    at = now()
    Mailbox.objects.filter(pk=mailbox.pk).update(
        tried_at=at, fetched_at=at, fetch_error="", failing_since=None, backlog=backlog
    )


def note_trouble(mailbox: Mailbox, kind: str) -> None:
    """Note what is wrong, in one word, and since when."""
    at = now()
    tried = Mailbox.objects.filter(pk=mailbox.pk)
    tried.update(tried_at=at, fetch_error=kind)
    tried.filter(failing_since=None).update(failing_since=at)


def _envelope(mailbox: Mailbox) -> dict[str, object]:
    return {"to": [mailbox.channel.address]}
