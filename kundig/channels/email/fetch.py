"""Fetching mail by IMAP: what is new in a folder is committed, then marked, moved or deleted on the server."""

from __future__ import annotations

import contextlib
import ssl
from collections.abc import Iterable, Iterator
from datetime import timedelta

from cryptography.exceptions import InvalidTag
from imapclient import SEEN, IMAPClient
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError, LoginError

from kundig.channels.email.connections import connect_imap
from kundig.channels.email.fetched import folder_key, known, note_success, store, store_head
from kundig.channels.email.models import AfterFetching, Mailbox, Place
from kundig.channels.email.oauth.provider import GrantProblem
from kundig.channels.email.oauth.sign_in import sign_in_imap
from kundig.channels.email.oauth.tokens import grant_of
from kundig.core import caps, secrets
from kundig.core.time import now


@contextlib.contextmanager
def connect(mailbox: Mailbox) -> Iterator[IMAPClient]:
    """Open a signed-in connection to a mailbox's server. Raises OSError, IMAPClientError or GrantProblem."""
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
    grant = grant_of(mailbox)
    try:
        if grant is not None:
            sign_in_imap(client, mailbox, grant)
        else:
            password = secrets.reveal(mailbox.incoming_secret) if mailbox.incoming_secret else ""
            client.login(mailbox.incoming_user, password)
    except LoginError as problem:
        # A connection that breaks here is no refusal.
        if isinstance(problem.__context__, IMAPClientAbortError):
            raise problem.__context__ from None
        raise


def fetch_new(client: IMAPClient, mailbox: Mailbox) -> int:
    """Take in what is new in the mailbox's folders and return how many mails that were.

    First the commit, then the mark on the server, then the place in the folder moves on. At first only
    unseen mail counts as new: what people have read before Kundig came is done. A new UIDVALIDITY means that
    the numbers say nothing any more: all since that first day is looked at again, and what is known by its
    content stays once.
    """
    taken = 0
    # The first one last: it is the one that IDLE watches.
    for folder in reversed(mailbox.folders):
        taken += _Folder(client, mailbox, folder).fetch()
    note_success(mailbox)
    return taken


class _Folder:
    """One folder while it is read."""

    def __init__(self, client: IMAPClient, mailbox: Mailbox, name: str) -> None:
        self._client = client
        self._mailbox = mailbox
        answer = client.select_folder(name)
        self._validity = int(answer[b"UIDVALIDITY"])
        self._end = int(answer[b"UIDNEXT"]) - 1
        # A day early, because the server's day may be another.
        since = now().date() - timedelta(days=1)
        self._place, _is_new = Place.objects.get_or_create(
            mailbox=mailbox,
            key=folder_key(mailbox, name),
            defaults={"folder": name, "fetched_since": since},
        )

    def fetch(self) -> int:
        """Take in what is new and return how many mails that were."""
        if self._place.uid_validity == self._validity:
            # "n:*" always names the last mail, even where its number is lower.
            found = self._client.search(["UID", f"{self._place.last_uid + 1}:*"])
            return self._take_all(uid for uid in found if uid > self._place.last_uid)
        known_before = self._place.uid_validity is not None
        wanted = ["SINCE", self._place.fetched_since] if known_before else ["UNSEEN"]
        taken = self._take_all(self._client.search(wanted), moving_on=False)
        self._note_place(self._end)
        return taken

    def _take_all(self, uids: Iterable[int], *, moving_on: bool = True) -> int:
        taken, waiting = 0, sorted(uids)
        while waiting:
            note_success(self._mailbox, backlog=len(waiting))
            batch, waiting = waiting[: caps.IMAP_BATCH], waiting[caps.IMAP_BATCH :]
            taken += self._take_batch(batch)
            if moving_on:
                self._note_place(batch[-1])
        return taken

    def _take_batch(self, uids: list[int]) -> int:
        """Take in those that are new to us, then settle all of them; returns how many were new.

        Known ones are settled, too: the connection may have been cut between their commit and their mark.
        """
        keys = {uid: f"{self._place.key}:{self._validity}:{uid}" for uid in uids}
        have = known(self._mailbox, keys.values())
        new = [uid for uid in uids if keys[uid] not in have]
        safe = [uid for uid in uids if have.get(keys[uid])]
        sizes = self._client.fetch(new, ["RFC822.SIZE"]) if new else {}
        taken = 0
        for uid in new:
            size = sizes.get(uid, {}).get(b"RFC822.SIZE", 0)
            if size > caps.MAIL_BYTES:
                taken += self._take_head(uid, keys[uid], size)
            elif self._take_whole(uid, keys[uid]):
                safe.append(uid)
                taken += 1
        if safe:
            self._settle(safe)
        return taken

    def _take_whole(self, uid: int, key: str) -> bool:
        """Take one mail in; False where it was deleted between the two questions."""
        raw = self._client.fetch([uid], ["BODY.PEEK[]"]).get(uid, {}).get(b"BODY[]")
        if raw is None:
            return False
        store(self._mailbox, raw, key)
        return True

    def _take_head(self, uid: int, key: str, size: int) -> bool:
        """Take the headers of a mail in that is too large for us; False where it was deleted meanwhile.

        It stays as it is: whoever looks for it on the server finds it among the new ones.
        """
        wanted = f"BODY.PEEK[HEADER]<0.{caps.MAIL_HEAD_BYTES}>"
        head = self._client.fetch([uid], [wanted]).get(uid, {}).get(b"BODY[HEADER]<0>")
        if head is None:
            return False
        store_head(self._mailbox, head, key, size)
        return True

    def _settle(self, uids: list[int]) -> None:
        """Do with committed mails on the server what the settings say."""
        match self._mailbox.after_fetching:
            case AfterFetching.SEEN:
                self._client.add_flags(uids, [SEEN], silent=True)
            case AfterFetching.MOVE:
                self._client.add_flags(uids, [SEEN], silent=True)
                self._move(uids)
            case AfterFetching.DELETE:
                self._delete(uids)

    def _move(self, uids: list[int]) -> None:
        target = self._mailbox.done_folder
        if not self._client.folder_exists(target):
            self._client.create_folder(target)
        if self._client.has_capability("MOVE"):
            self._client.move(uids, target)
            return
        self._client.copy(uids, target)
        self._delete(uids)

    def _delete(self, uids: list[int]) -> None:
        self._client.delete_messages(uids, silent=True)
        # Without UIDPLUS (RFC 4315) everything marked as deleted would go, also what others marked and what
        # was not fetched yet: then ours stay marked, and go when somebody clears the folder.
        if self._client.has_capability("UIDPLUS"):
            self._client.uid_expunge(uids)

    def _note_place(self, uid: int) -> None:
        self._place.uid_validity, self._place.last_uid = self._validity, uid
        self._place.save(update_fields=["uid_validity", "last_uid"])


def trouble_of(problem: Exception) -> str:
    """Return the kind of trouble: one neutral word, so that a test says nothing about the network inside."""
    if isinstance(problem, InvalidTag):
        return "key"
    if isinstance(problem, GrantProblem):
        return problem.kind
    if isinstance(problem, LoginError):
        return "login"
    if isinstance(problem, ssl.SSLError):
        return "protection"
    if isinstance(problem, IMAPClientError) and not isinstance(problem, IMAPClientAbortError):
        return "folder"
    return "connection"
