"""Connections to outgoing servers: signed in once, kept for the next mail, and hung up in time.

A greeting, TLS and a log-in cost more than the mail itself. A kept connection is asked with RSET whether
it still lives (RFC 5321, 4.1.1.5); one that was idle too long or has carried enough mails is left.
"""

from __future__ import annotations

import contextlib
import os
import smtplib
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import NewType
from urllib.parse import urlsplit

from django.conf import settings

from kundig.channels.base import Busy
from kundig.channels.email.connections import connect_smtp
from kundig.channels.email.models import Mailbox
from kundig.channels.email.oauth.sign_in import sign_in_smtp
from kundig.channels.email.oauth.tokens import grant_of
from kundig.core import caps, secrets

Key = NewType("Key", tuple[object, ...])


@dataclass
class _Connection:
    server: smtplib.SMTP
    mails: int = 0
    used_at: float = field(default_factory=time.monotonic)

    @property
    def is_spent(self) -> bool:
        """Tell whether it is better left than used again."""
        idle = time.monotonic() - self.used_at
        return self.mails >= caps.SMTP_CONNECTION_MAILS or idle > caps.SMTP_IDLE_SECONDS

    def lives(self) -> bool:
        """Ask the server whether it still listens, and let it forget whatever was begun."""
        try:
            return self.server.rset()[0] == 250
        except (OSError, smtplib.SMTPException):
            return False


class Connections:
    """What one process keeps open: a few connections for each mailbox."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._idle: dict[Key, list[_Connection]] = {}
        self._lent: dict[Key, int] = {}
        self._timer: threading.Timer | None = None
        self._process = os.getpid()

    @contextmanager
    def lend(self, mailbox: Mailbox) -> Iterator[smtplib.SMTP]:
        """Lend a signed-in connection to the mailbox's server.

        Raises Busy where all that a mailbox may have are lent, and what `connect` raises. A connection on
        which something went wrong is not kept.
        """
        key = _key(mailbox)
        connection = self._take(key)
        try:
            if connection is None:
                connection = _Connection(connect(mailbox))
            yield connection.server
        except BaseException:
            self._give_back(key, None)
            if connection is not None:
                leave(connection.server)
            raise
        connection.mails += 1
        connection.used_at = time.monotonic()
        self._give_back(key, connection)

    def leave_all(self) -> None:
        """Hang up all that lie idle."""
        self._leave_idle(lambda _one: True)

    def _take(self, key: Key) -> _Connection | None:
        """Count one more as lent and return one that lives; None where there is none."""
        with self._guard:
            self._forget_parent()
            if self._lent.get(key, 0) >= caps.SMTP_CONNECTIONS:
                raise Busy
            self._lent[key] = self._lent.get(key, 0) + 1
        while True:
            with self._guard:
                kept = self._idle.get(key, [])
                connection = kept.pop() if kept else None
            if connection is None or (not connection.is_spent and connection.lives()):
                return connection
            leave(connection.server)

    def _give_back(self, key: Key, connection: _Connection | None) -> None:
        with self._guard:
            self._lent[key] -= 1
            if not self._lent[key]:
                del self._lent[key]
            if connection is None or connection.is_spent:
                spent = connection
            else:
                spent = None
                self._idle.setdefault(key, []).append(connection)
                self._watch()
        if spent is not None:
            leave(spent.server)

    def _watch(self) -> None:
        """Hang up in time even where nobody sends any more."""
        if self._timer is None:
            self._timer = threading.Timer(caps.SMTP_IDLE_SECONDS, self._look)
            self._timer.daemon = True
            self._timer.start()

    def _look(self) -> None:
        with self._guard:
            self._timer = None
        self._leave_idle(lambda one: one.is_spent)
        with self._guard:
            if self._idle:
                self._watch()

    def _leave_idle(self, is_left: Callable[[_Connection], bool]) -> None:
        with self._guard:
            found = [one for kept in self._idle.values() for one in kept if is_left(one)]
            self._idle = {
                key: rest
                for key, kept in self._idle.items()
                if (rest := [one for one in kept if one not in found])
            }
        for one in found:
            leave(one.server)

    def _forget_parent(self) -> None:
        """After a fork the connections belong to the parent: two must not speak through one."""
        if self._process != os.getpid():
            self._process = os.getpid()
            self._idle, self._lent, self._timer = {}, {}, None


CONNECTIONS = Connections()


def connect(mailbox: Mailbox) -> smtplib.SMTP:
    """Return a signed-in connection to the mailbox's outgoing server.

    Raises what smtplib raises, OSError, and cryptography's InvalidTag for a password under another key.
    """
    # Our name in the greeting; left out, it would be asked of the network each time.
    server = connect_smtp(mailbox, own_name=urlsplit(settings.URL).hostname)
    try:
        if mailbox.smtp_user and mailbox.smtp_secret:
            server.login(mailbox.smtp_user, secrets.reveal(mailbox.smtp_secret))
        elif grant := grant_of(mailbox):
            sign_in_smtp(server, mailbox, grant)
    except BaseException:
        leave(server)
        raise
    return server


def leave(server: smtplib.SMTP) -> None:
    """Take leave of a server, whether it still answers or not."""
    with contextlib.suppress(OSError, smtplib.SMTPException):
        if server.sock is not None:
            server.sock.settimeout(caps.SMTP_SECONDS)
        server.quit()
    server.close()


def _key(mailbox: Mailbox) -> Key:
    """What makes a connection the mailbox's: other settings, another connection."""
    secret = mailbox.smtp_secret
    return Key(
        (
            mailbox.pk,
            mailbox.smtp_host,
            mailbox.smtp_port,
            mailbox.smtp_security,
            mailbox.smtp_user,
            bytes(secret.sealed) if secret else b"",
        )
    )
