"""Fetching mail by POP3 (RFC 1939): each mail has an id of the server's (UIDL) and is committed before it is deleted."""

from __future__ import annotations

import contextlib
import poplib
from collections.abc import Iterator

from kundig.channels.email.connections import connect_pop3
from kundig.channels.email.fetched import (
    folder_key,
    is_begun_by,
    known,
    note_success,
    store,
    store_head,
)
from kundig.channels.email.models import AfterFetching, Mailbox
from kundig.channels.email.oauth.sign_in import sign_in_pop3
from kundig.channels.email.oauth.tokens import grant_of
from kundig.core import caps, secrets


@contextlib.contextmanager
def connect(mailbox: Mailbox) -> Iterator[poplib.POP3]:
    """Open a signed-in connection to a mailbox's server. Raises OSError or poplib.error_proto.

    What is marked as deleted goes when the block ends well: POP3 deletes with QUIT.
    """
    server = connect_pop3(mailbox)
    try:
        _sign_in(server, mailbox)
        yield server
        server.quit()
    finally:
        with contextlib.suppress(OSError):
            server.close()


class Refused(poplib.error_proto):
    """The server takes user or password for wrong."""


def _sign_in(server: poplib.POP3, mailbox: Mailbox) -> None:
    grant = grant_of(mailbox)
    try:
        if grant is not None:
            sign_in_pop3(server, mailbox, grant)
        else:
            password = secrets.reveal(mailbox.incoming_secret) if mailbox.incoming_secret else ""
            server.user(mailbox.incoming_user)
            server.pass_(password)
    except poplib.error_proto as problem:
        # A connection that breaks here is no refusal.
        if b"-ERR" in str(problem).encode():
            raise Refused(*problem.args) from problem
        raise ConnectionResetError(*problem.args) from problem


def fetch_new(server: poplib.POP3, mailbox: Mailbox) -> int:
    """Take in what is new on the server and return how many mails that were.

    Everything that lies there and is not known by its id is new: POP3 tells neither what was read nor when
    a mail came.
    """
    keys = _keys(server, mailbox)
    have: dict[str, bool] = {}
    names = list(keys.values())
    for start in range(0, len(names), caps.POP3_KEYS):
        have |= known(mailbox, names[start : start + caps.POP3_KEYS])
    sizes = _sizes(server)
    new = [number for number, key in keys.items() if key not in have]
    deletes = mailbox.after_fetching == AfterFetching.DELETE
    for left, number in enumerate(new):
        if left % caps.IMAP_BATCH == 0:
            note_success(mailbox, backlog=len(new) - left)
        is_whole = _take(server, mailbox, number, keys[number], sizes.get(number, 0))
        have[keys[number]] = is_whole
    if deletes:
        old = keys.keys() - set(new)
        for number in (number for number, key in keys.items() if have[key]):
            if number in old:
                _make_sure(server, mailbox, number, keys[number])
            server.dele(number)
    note_success(mailbox)
    return len(new)


def _take(server: poplib.POP3, mailbox: Mailbox, number: int, key: str, size: int) -> bool:
    """Take a mail in, or the headers of one that is too large; tells whether we have it whole."""
    if size > caps.MAIL_BYTES:
        _answer, lines, _bytes = server.top(number, 0)
        store_head(mailbox, b"\r\n".join(lines), key, size)
        return False
    _answer, lines, _bytes = server.retr(number)
    store(mailbox, b"\r\n".join(lines) + b"\r\n", key)
    return True


def _make_sure(server: poplib.POP3, mailbox: Mailbox, number: int, key: str) -> None:
    """Take a mail in that only seems to be known: the id of one that was deleted may be given anew (RFC 1939, 7)."""
    _answer, lines, _bytes = server.top(number, 0)
    if not is_begun_by(mailbox, key, b"\r\n".join(lines).rstrip()):
        _answer, lines, _bytes = server.retr(number)
        store(mailbox, b"\r\n".join(lines) + b"\r\n", "")


def _keys(server: poplib.POP3, mailbox: Mailbox) -> dict[int, str]:
    _answer, lines, _bytes = server.uidl()
    place = folder_key(mailbox, "POP3")
    keys = {}
    for line in lines:
        number, _space, id = line.partition(b" ")
        keys[int(number)] = f"{place}:pop3:{id.decode('ascii', 'replace')}"
    return keys


def _sizes(server: poplib.POP3) -> dict[int, int]:
    _answer, lines, _bytes = server.list()
    return {int(number): int(size) for number, size in (line.split()[:2] for line in lines)}
