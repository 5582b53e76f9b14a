"""Connections to the mail servers that somebody typed in: all of them through the guard of `core.outside`."""

from __future__ import annotations

import contextlib
import imaplib
import poplib
import smtplib
import socket
import ssl
from typing import Any

from imapclient import IMAPClient

from kundig.channels.email.models import Mailbox, Security
from kundig.core import caps, outside


def connect_imap(mailbox: Mailbox) -> IMAPClient:
    """Return a protected connection to the mailbox's IMAP server, not signed in yet.

    Raises Unreachable (an OSError), OSError or IMAPClientError.
    """
    is_tls = mailbox.incoming_security == Security.TLS
    context = ssl.create_default_context()
    client = _Client(
        mailbox.incoming_host,
        port=mailbox.incoming_port,
        ssl=is_tls,
        ssl_context=context if is_tls else None,
        timeout=caps.IMAP_SECONDS,
        own_networks=mailbox.reaches_inside,
    )
    try:
        if mailbox.incoming_security == Security.STARTTLS:
            client.starttls(context)
    except BaseException:
        client.shutdown()
        raise
    return client


def has_hung_up(client: IMAPClient) -> bool:
    """Tell whether the server has ended the connection. Raises OSError where it broke.

    While it waits for news the client doesn't tell an end from silence.
    """
    sock = client.socket()
    # Below TLS: only bare sockets show what comes next without taking it.
    with socket.fromfd(sock.fileno(), sock.family, sock.type) as bare:
        try:
            return not bare.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
        except BlockingIOError:
            return False


def connect_pop3(mailbox: Mailbox) -> poplib.POP3:
    """Return a protected connection to the mailbox's POP3 server, not signed in yet.

    Raises Unreachable (an OSError), OSError or poplib.error_proto.
    """
    is_tls = mailbox.incoming_security == Security.TLS
    context = ssl.create_default_context()
    server = _POP3(
        mailbox.incoming_host,
        mailbox.incoming_port,
        context if is_tls else None,
        own_networks=mailbox.reaches_inside,
    )
    try:
        if mailbox.incoming_security == Security.STARTTLS:
            server.stls(context)
    except BaseException:
        server.close()
        raise
    return server


def connect_smtp(mailbox: Mailbox, *, own_name: str | None) -> smtplib.SMTP:
    """Return a protected connection to the mailbox's SMTP server, greeted by `own_name`, not signed in yet.

    Raises Unreachable (an OSError), OSError or SMTPException.
    """
    context = ssl.create_default_context()
    if mailbox.smtp_security == Security.TLS:
        server: smtplib.SMTP = _SMTPOverTLS(mailbox, own_name, context)
    else:
        server = _SMTP(mailbox, own_name)
    try:
        server.ehlo_or_helo_if_needed()
        if mailbox.smtp_security == Security.STARTTLS:
            server.starttls(context=context)
            server.ehlo()
    except BaseException:
        server.close()
        raise
    return server


class _Client(IMAPClient):  # type: ignore[misc]  # IMAPClient has no types
    def __init__(self, host: str, *, own_networks: bool, **given: Any) -> None:
        self._own_networks = own_networks
        super().__init__(host, **given)

    def _create_IMAP4(self) -> imaplib.IMAP4:  # noqa: N802  # IMAPClient's name
        return _IMAP4(self.host, self.port, self.ssl_context, own_networks=self._own_networks)


class _IMAP4(imaplib.IMAP4):
    def __init__(
        self, host: str, port: int, context: ssl.SSLContext | None, *, own_networks: bool
    ) -> None:
        self._context = context
        self._own_networks = own_networks
        super().__init__(host, port)

    def _create_socket(self, timeout: float | None = None) -> socket.socket:
        sock = outside.connect(
            self.host, self.port, seconds=caps.IMAP_SECONDS, own_networks=self._own_networks
        )
        return _protected(sock, self._context, self.host)


class _POP3(poplib.POP3):
    def __init__(
        self, host: str, port: int, context: ssl.SSLContext | None, *, own_networks: bool
    ) -> None:
        self._context = context
        self._own_networks = own_networks
        try:
            super().__init__(host, port, timeout=caps.IMAP_SECONDS)
        except BaseException:
            # Where there was no connection, there is nothing to close.
            with contextlib.suppress(AttributeError):
                self.close()
            raise

    def _getline(self) -> tuple[bytes, int]:
        # The standard library's own breaks on lines of more than 2,048 bytes; mails have them.
        line: bytes = self.file.readline(caps.MAIL_BYTES)
        if not line:
            raise ConnectionResetError("the server has hung up")
        return line.rstrip(b"\r\n"), len(line)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        sock = outside.connect(
            self.host,
            self.port,
            seconds=timeout or caps.IMAP_SECONDS,
            own_networks=self._own_networks,
        )
        return _protected(sock, self._context, self.host)


class _SMTP(smtplib.SMTP):
    def __init__(self, mailbox: Mailbox, own_name: str | None) -> None:
        self._own_networks = mailbox.reaches_inside
        super().__init__(
            mailbox.smtp_host,
            mailbox.smtp_port,
            local_hostname=own_name,
            timeout=caps.SMTP_SECONDS,
        )

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        return outside.connect(host, port, seconds=timeout, own_networks=self._own_networks)


class _SMTPOverTLS(smtplib.SMTP_SSL):
    def __init__(self, mailbox: Mailbox, own_name: str | None, context: ssl.SSLContext) -> None:
        self._own_networks = mailbox.reaches_inside
        super().__init__(
            mailbox.smtp_host,
            mailbox.smtp_port,
            local_hostname=own_name,
            timeout=caps.SMTP_SECONDS,
            context=context,
        )

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        sock = outside.connect(host, port, seconds=timeout, own_networks=self._own_networks)
        return _protected(sock, self.context, host)


def _protected(sock: socket.socket, context: ssl.SSLContext | None, host: str) -> socket.socket:
    if context is None:
        return sock
    try:
        return context.wrap_socket(sock, server_hostname=host)
    except BaseException:
        sock.close()
        raise
