"""Testing a mailbox's connections: does the server answer, take our name, and have the folder."""

from __future__ import annotations

import smtplib
import ssl

from cryptography.exceptions import InvalidTag
from imapclient.exceptions import IMAPClientError

from kundig.channels.email import fetch
from kundig.channels.email.kept_connections import connect, leave
from kundig.channels.email.models import Mailbox


def try_incoming(mailbox: Mailbox) -> str:
    """Return "" where mail can be fetched, else the kind of trouble in one word."""
    try:
        with fetch.connect(mailbox) as client:
            client.select_folder(mailbox.imap_folder, readonly=True)
    except (OSError, IMAPClientError, InvalidTag) as problem:
        return fetch.trouble_of(problem)
    return ""


def try_outgoing(mailbox: Mailbox) -> str:
    """Return "" where mail can be sent, else the kind of trouble in one word."""
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
