"""Signing in to mail servers with a token: XOAUTH2, which the large providers speak, or OAUTHBEARER (RFC 7628)."""

from __future__ import annotations

import base64
import poplib
import smtplib

from imapclient import IMAPClient

from kundig.channels.email.models import Grant, Mailbox
from kundig.channels.email.oauth.provider import GrantProblem
from kundig.channels.email.oauth.tokens import access_token


def sign_in_imap(client: IMAPClient, mailbox: Mailbox, grant: Grant) -> None:
    """Sign in to an IMAP server. Raises GrantProblem, or IMAPClient's LoginError."""
    token = access_token(grant)
    if client.has_capability("AUTH=OAUTHBEARER") and not client.has_capability("AUTH=XOAUTH2"):
        client.oauthbearer_login(mailbox.incoming_user, token)
    else:
        client.oauth2_login(mailbox.incoming_user, token)


def sign_in_pop3(server: poplib.POP3, mailbox: Mailbox, grant: Grant) -> None:
    """Sign in to a POP3 server. Raises GrantProblem or poplib.error_proto."""
    said = base64.b64encode(xoauth2(mailbox.incoming_user, access_token(grant)).encode()).decode()
    # In two lines: some servers do not read a first answer on the line of the command (RFC 5034, 4).
    server._shortcmd("AUTH XOAUTH2")  # type: ignore[attr-defined]  # poplib has no words for AUTH
    answer = server._shortcmd(said)  # type: ignore[attr-defined]  # see above
    if not answer.startswith(b"+OK"):
        # A refusal explains itself first and waits for an empty line.
        server._shortcmd("")  # type: ignore[attr-defined]  # see above


def sign_in_smtp(server: smtplib.SMTP, mailbox: Mailbox, grant: Grant) -> None:
    """Sign in to an SMTP server. Raises smtplib's SMTPAuthenticationError, also where there is no token."""
    try:
        token = access_token(grant)
    except GrantProblem as problem:
        raise smtplib.SMTPAuthenticationError(535, str(problem)) from problem
    said = xoauth2(mailbox.smtp_user or mailbox.incoming_user, token)

    def answer(challenge: bytes | None = None) -> str:
        # After a refusal the server explains itself and waits for an empty line.
        return said if challenge is None else ""

    server.auth("XOAUTH2", answer)


def xoauth2(user: str, token: str) -> str:
    """Return what proves the leave to a server, before it is encoded."""
    return f"user={user}\1auth=Bearer {token}\1\1"
