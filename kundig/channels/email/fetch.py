"""Fetching mail from an IMAP server: what is new in a folder is committed, then marked."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import ssl
from collections.abc import Iterable, Iterator
from datetime import timedelta

from cryptography.exceptions import InvalidTag
from imapclient import SEEN, IMAPClient
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError, LoginError

from kundig.channels.email.connections import connect_imap
from kundig.channels.email.models import Mailbox
from kundig.channels.intake import take_in
from kundig.channels.models import Receipt
from kundig.core import caps, secrets
from kundig.core.time import now

log = logging.getLogger(__name__)


@contextlib.contextmanager
def connect(mailbox: Mailbox) -> Iterator[IMAPClient]:
    """Open a signed-in connection to a mailbox's server. Raises OSError or IMAPClientError."""
    client = connect_imap(mailbox)
    try:
        _sign_in(client, mailbox)
        yield client
    finally:
        _leave(client)


def _leave(client: IMAPClient) -> None:
    try:
        client.logout()
    except (OSError, IMAPClientError):
        with contextlib.suppress(OSError):
            client.shutdown()


def _sign_in(client: IMAPClient, mailbox: Mailbox) -> None:
    password = secrets.reveal(mailbox.imap_secret) if mailbox.imap_secret else ""
    try:
        client.login(mailbox.imap_user, password)
    except LoginError as problem:
        # A connection that breaks here is no refusal.
        if isinstance(problem.__context__, IMAPClientAbortError):
            raise problem.__context__ from None
        raise


def fetch_new(client: IMAPClient, mailbox: Mailbox) -> int:
    """Take in what is new in the mailbox's folder and return how many mails that were.

    A mail is marked as seen when it is committed, and the place in the folder moves on behind it. At first
    only unseen mail counts as new: what people have read before Kundig came is done. A new UIDVALIDITY
    means that the numbers say nothing any more: all since that first day is looked at again, and what is
    known by its content stays once.
    """
    folder = client.select_folder(mailbox.imap_folder)
    validity, end = int(folder[b"UIDVALIDITY"]), int(folder[b"UIDNEXT"]) - 1
    if validity != mailbox.uid_validity:
        taken = sum(
            _fetch_batch(client, mailbox, validity, uids)
            for uids in _batches(client.search(_wanted_anew(mailbox)))
        )
        _note_place(mailbox, validity, end)
        return taken
    taken = 0
    # "n:*" always names the last mail, even where its number is lower.
    found = client.search(["UID", f"{mailbox.last_uid + 1}:*"])
    for uids in _batches(uid for uid in found if uid > mailbox.last_uid):
        taken += _fetch_batch(client, mailbox, validity, uids)
        _note_place(mailbox, validity, uids[-1])
    # Also where nothing was new: what was wrong before is mended.
    _note_place(mailbox, validity, mailbox.last_uid)
    return taken


def _batches(uids: Iterable[int]) -> Iterator[list[int]]:
    ordered = sorted(uids)
    for start in range(0, len(ordered), caps.IMAP_BATCH):
        yield ordered[start : start + caps.IMAP_BATCH]


def _wanted_anew(mailbox: Mailbox) -> list[object]:
    """Return what to search for in a folder whose numbers are new to us."""
    if mailbox.uid_validity is None:
        # Noted before the first mail is taken: a day early, because the server's day may be another.
        mailbox.fetched_since = now().date() - timedelta(days=1)
        Mailbox.objects.filter(pk=mailbox.pk, **_folder(mailbox)).update(
            fetched_since=mailbox.fetched_since
        )
        return ["UNSEEN"]
    return ["SINCE", mailbox.fetched_since] if mailbox.fetched_since else ["ALL"]


def _fetch_batch(client: IMAPClient, mailbox: Mailbox, validity: int, uids: list[int]) -> int:
    """Take in those that are new to us, then mark all as seen; returns how many were new.

    Known ones are marked, too: the connection may have been cut between their commit and their mark.
    """
    keys = {uid: f"{_folder_key(mailbox)}:{validity}:{uid}" for uid in uids}
    known = _known(mailbox, list(keys.values()))
    new = [uid for uid in uids if keys[uid] not in known]
    safe = [uid for uid in uids if known.get(keys[uid])]
    sizes = client.fetch(new, ["RFC822.SIZE"]) if new else {}
    taken = 0
    for uid in new:
        if sizes.get(uid, {}).get(b"RFC822.SIZE", 0) > caps.MAIL_BYTES:
            taken += _take_head(client, mailbox, uid, keys[uid], sizes[uid][b"RFC822.SIZE"])
        elif _take_whole(client, mailbox, uid, keys[uid]):
            safe.append(uid)
            taken += 1
    if safe:
        client.add_flags(safe, [SEEN], silent=True)
    return taken


def _known(mailbox: Mailbox, keys: list[str]) -> dict[str, bool]:
    """Return which of these keys we have, and whether we have the whole mail."""
    found = Receipt.objects.filter(channel=mailbox.channel_id, external_key__in=keys)
    return {
        key: "too_large" not in envelope
        for key, envelope in found.values_list("external_key", "envelope")
    }


def _take_whole(client: IMAPClient, mailbox: Mailbox, uid: int, key: str) -> bool:
    """Take one mail in; False where it was deleted between the two questions."""
    raw = client.fetch([uid], ["BODY.PEEK[]"]).get(uid, {}).get(b"BODY[]")
    if raw is None:
        return False
    take_in(mailbox.channel, raw, external_key=key, envelope=_envelope(mailbox))
    return True


def _take_head(client: IMAPClient, mailbox: Mailbox, uid: int, key: str, size: int) -> bool:
    """Take the headers of a mail in that is too large for us; False where it was deleted meanwhile.

    It is not marked as seen: whoever looks for it on the server finds it among the new ones.
    """
    head = _head(client, uid)
    if head is None:
        return False
    log.warning("mail %s of %s has %s bytes and stays on the server", key, mailbox.pk, size)
    envelope = _envelope(mailbox) | {"too_large": size}
    take_in(mailbox.channel, head, external_key=key, envelope=envelope)
    return True


def _envelope(mailbox: Mailbox) -> dict[str, object]:
    return {"to": [mailbox.channel.address]}


def _head(client: IMAPClient, uid: int) -> bytes | None:
    """Return the headers of a mail, as far as they are of a usual size; None where it is gone."""
    wanted = f"BODY.PEEK[HEADER]<0.{caps.MAIL_HEAD_BYTES}>"
    answer = client.fetch([uid], [wanted]).get(uid, {})
    head: bytes | None = answer.get(b"BODY[HEADER]<0>")
    return head


def _folder_key(mailbox: Mailbox) -> str:
    """Return what tells this folder from that of other settings: many servers count alike, from 1."""
    return hashlib.sha256("\0".join(_folder(mailbox).values()).encode()).hexdigest()[:16]


def _folder(mailbox: Mailbox) -> dict[str, str]:
    return {name: getattr(mailbox, name) for name in ("imap_host", "imap_user", "imap_folder")}


def _note_place(mailbox: Mailbox, validity: int, uid: int) -> None:
    mailbox.uid_validity, mailbox.last_uid = validity, uid
    # Only while these are the settings: a fetcher that is to stop may not mark a place in its successor's folder.
    Mailbox.objects.filter(pk=mailbox.pk, **_folder(mailbox)).update(
        uid_validity=validity, last_uid=uid, fetched_at=now(), fetch_error=""
    )


def trouble_of(problem: Exception) -> str:
    """Return the kind of trouble: one neutral word, so that a test says nothing about the network inside."""
    if isinstance(problem, InvalidTag):
        return "key"
    if isinstance(problem, LoginError):
        return "login"
    if isinstance(problem, ssl.SSLError):
        return "protection"
    if isinstance(problem, IMAPClientError) and not isinstance(problem, IMAPClientAbortError):
        return "folder"
    return "connection"
