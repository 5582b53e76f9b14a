"""Testing a mailbox's connections: does the server answer, take our name, and have the folder."""

from __future__ import annotations

import poplib
import smtplib
import ssl

from cryptography.exceptions import InvalidTag
from imapclient.exceptions import IMAPClientError

from kundig.channels.email import fetch, pop3
from kundig.channels.email.fetchers import trouble_of
from kundig.channels.email.kept_connections import connect, leave
from kundig.channels.email.models import Incoming, Mailbox
from kundig.channels.email.oauth.provider import GrantProblem
from kundig.channels.email.services.account import try_account


def try_incoming(mailbox: Mailbox) -> str:
    """Return "" where mail can be fetched, else the kind of trouble in one word."""
    try:
        if mailbox.incoming == Incoming.POP3:
            with pop3.connect(mailbox) as server:
                server.uidl()
        else:
            with fetch.connect(mailbox) as client:
                for folder in mailbox.folders:
                    client.select_folder(folder, readonly=True)
    except (OSError, IMAPClientError, poplib.error_proto, InvalidTag, GrantProblem) as problem:
        return trouble_of(problem)
    return ""


def try_outgoing(mailbox: Mailbox) -> str:
    """Return "" where mail can be sent, else the kind of trouble in one word."""
    if mailbox.sending_service is not None:
        return try_account(mailbox.sending_service)
    try:
        leave(connect(mailbox))
    except InvalidTag:
        return "key"
    except smtplib.SMTPAuthenticationError:
        return "login"
    except (ssl.SSLError, smtplib.SMTPNotSupportedError):
        return "protection"
    except (OSError, smtplib.SMTPException):
        return "connection"
    return ""
