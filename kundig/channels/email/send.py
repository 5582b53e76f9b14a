"""Handing a mail to the outgoing server, or to the demo mailbox where there is none."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidTag
from django.conf import settings
from django.utils.translation import gettext as _

from kundig.channels.base import Sent
from kundig.channels.email.addresses import for_envelope
from kundig.channels.email.compose import Outgoing, compose
from kundig.channels.email.connections import connect_smtp
from kundig.channels.email.models import Mailbox, SentMail
from kundig.conversations.models import Message
from kundig.core import blobs, caps, secrets
from kundig.core.errors import DeliveryFailed

# What a server said about recipients it does not take.
Refusals = dict[str, tuple[int, bytes]]


def send(message: Message) -> Sent:
    """Send an outgoing message and return its Message-ID and receiver. Raises DeliveryFailed."""
    if message.channel is None or not message.channel.is_open:
        raise DeliveryFailed(_("the mailbox is closed"), permanent=True)
    outgoing = compose(message)
    mailbox = Mailbox.objects.select_related("smtp_secret").filter(channel=message.channel).first()
    if mailbox is None or mailbox.is_demo:
        keep_here(outgoing, message)
    else:
        hand_over(outgoing, mailbox)
    return Sent(outgoing.message_id, (outgoing.recipients[0],))


def keep_here(outgoing: Outgoing, message: Message | None) -> None:
    """Put a mail into the demo mailbox; a second time changes nothing."""
    if SentMail.objects.filter(external_id=outgoing.message_id).exists():
        return
    SentMail.objects.create(
        message=message,
        external_id=outgoing.message_id,
        sender=outgoing.sender,
        recipients=outgoing.recipients,
        subject=outgoing.subject[:998],
        blob=blobs.keep(outgoing.content),
    )


def hand_over(outgoing: Outgoing, mailbox: Mailbox) -> None:
    """Send a mail through the mailbox's server.

    Raises DeliveryFailed: for good where the server refuses sender, content or every recipient with 5xx,
    where it refuses some recipients while the others have the mail and must not get it again, and where
    the password was sealed with another key.
    Anything else, a wrong password included, may be mended while we try again.
    """
    try:
        with connect(mailbox) as server:
            refused = _transfer(server, outgoing)
    except InvalidTag as problem:
        raise DeliveryFailed(
            _("the mailbox’s password can’t be read with the present encryption key"),
            permanent=True,
        ) from problem
    except smtplib.SMTPRecipientsRefused as problem:
        raise DeliveryFailed(
            _refusals(problem.recipients),
            permanent=all(code >= 500 for code, _text in problem.recipients.values()),
        ) from problem
    except smtplib.SMTPAuthenticationError as problem:
        raise DeliveryFailed(
            _words(problem.smtp_code, problem.smtp_error), permanent=False
        ) from problem
    except smtplib.SMTPResponseException as problem:
        raise DeliveryFailed(
            _words(problem.smtp_code, problem.smtp_error), permanent=problem.smtp_code >= 500
        ) from problem
    except (OSError, smtplib.SMTPException) as problem:
        raise DeliveryFailed(str(problem) or type(problem).__name__, permanent=False) from problem
    if refused:
        raise DeliveryFailed(_refusals(refused), permanent=True)


@contextmanager
def connect(mailbox: Mailbox) -> Iterator[smtplib.SMTP]:
    """Open a signed-in connection to the mailbox's outgoing server. Raises what smtplib raises, or OSError."""
    # Our name in the greeting; left out, it would be asked of the network each time.
    server = connect_smtp(mailbox, own_name=urlsplit(settings.URL).hostname)
    try:
        if mailbox.smtp_user and mailbox.smtp_secret:
            server.login(mailbox.smtp_user, secrets.reveal(mailbox.smtp_secret))
        yield server
    finally:
        _leave(server)


def _transfer(server: smtplib.SMTP, outgoing: Outgoing) -> Refusals:
    """Hand the mail over and return which recipients the server refused, if it took others."""
    sender, *recipients = map(for_envelope, [outgoing.sender, *outgoing.recipients])
    options = [] if outgoing.content.isascii() else ["BODY=8BITMIME"]
    if not all(address.isascii() for address in (sender, *recipients)):
        options.append("SMTPUTF8")
    assert server.sock is not None
    server.sock.settimeout(caps.SMTP_ACCEPT_SECONDS)
    return server.sendmail(sender, recipients, outgoing.content, options)


def _leave(server: smtplib.SMTP) -> None:
    try:
        server.quit()
    except (OSError, smtplib.SMTPException):
        server.close()


def _refusals(refused: Refusals) -> str:
    return "; ".join(f"{address}: {_words(*answer)}" for address, answer in refused.items())


def _words(code: int, text: bytes | str) -> str:
    said = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return f"{code} {said}"
