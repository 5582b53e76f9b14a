"""Handing a mail to the outgoing server or mail service, or to the demo mailbox where there is neither."""

from __future__ import annotations

import smtplib
from functools import partial
from uuid import UUID

from cryptography.exceptions import InvalidTag
from django.db import InterfaceError, OperationalError
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from kundig.channels.base import Busy, MayBeOut, Sent
from kundig.channels.email.addresses import for_envelope
from kundig.channels.email.answers import in_words, outcome_of
from kundig.channels.email.compose import Outgoing, compose
from kundig.channels.email.kept_connections import CONNECTIONS
from kundig.channels.email.models import Mailbox, SentMail
from kundig.channels.email.protected.sending import Copy
from kundig.channels.email.services import sending as services
from kundig.channels.patience import after_sending
from kundig.conversations import actions
from kundig.conversations.models import Message
from kundig.conversations.recipients import Fate, Outcome
from kundig.core import blobs, caps
from kundig.core.actor import SYSTEM
from kundig.core.errors import DeliveryFailed

# What a server said about recipients it does not take.
Refusals = dict[str, tuple[int, bytes]]

# A connection that broke says nothing about the recipient: try again later.
_LATER = 451


def send(message: Message) -> Sent:
    """Send an outgoing message to those who do not have it yet, and return what became of it.

    Raises DeliveryFailed where nobody was reached, Busy where the server has enough of us, and MayBeOut.
    """
    if message.channel is None or not message.channel.is_open:
        raise DeliveryFailed(_("the mailbox is closed"), permanent=True)
    outgoing = compose(message)
    mailboxes = Mailbox.objects.select_related("smtp_secret", "service_account__api_key")
    mailbox = mailboxes.filter(channel=message.channel).first()
    if mailbox is None or mailbox.is_demo:
        keep_here(outgoing, message)
        outcomes = [Outcome(address, Fate.ACCEPTED) for address in outgoing.recipients]
    else:
        outcomes = _hand_over(outgoing, mailbox, message)
    if outgoing.protection:
        note = partial(actions.note_protection, message, by=SYSTEM, facts=outgoing.protection)
        after_sending(note)
    return Sent(outgoing.message_id, outgoing.to, tuple(outcomes))


def _hand_over(outgoing: Outgoing, mailbox: Mailbox, message: Message) -> list[Outcome]:
    """`hand_over`, where a fault of ours counts as one that may have come after the server took the mail."""
    try:
        return hand_over(outgoing, mailbox, message)
    except (DeliveryFailed, Busy, OSError, OperationalError, InterfaceError):
        raise
    except Exception as problem:
        raise MayBeOut from problem


def keep_here(outgoing: Outgoing, message: Message | None) -> None:
    """Put a mail into the demo mailbox; a second time changes nothing."""
    if SentMail.objects.filter(external_id=outgoing.message_id).exists():
        return
    for copy in outgoing.copies:
        SentMail.objects.create(
            message=message,
            external_id=outgoing.message_id,
            sender=outgoing.sender,
            recipients=list(copy.recipients),
            subject=outgoing.subject[:998],
            blob=blobs.keep(copy.content),
        )


def copies_of(message: Message) -> QuerySet[SentMail, UUID]:
    """Return the blobs in which the demo mailbox keeps what went out of a message."""
    return SentMail.objects.filter(message=message).values_list("blob", flat=True)


def hand_over(
    outgoing: Outgoing, mailbox: Mailbox, message: Message | None = None
) -> list[Outcome]:
    """Send a mail through the mailbox's service or server and return what it said about each recipient.

    Raises DeliveryFailed where it did not come to that: for good where the server refuses sender or content
    with 5xx, and where the password was sealed with another key. Anything else, a wrong password included,
    may be mended while we try again.
    """
    if mailbox.sending_service is not None:
        return services.hand_over(outgoing, mailbox.sending_service, message)
    try:
        with CONNECTIONS.lend(mailbox) as server:
            refused = _transfer_all(server, outgoing)
    except InvalidTag as problem:
        raise DeliveryFailed(
            _("the mailbox’s password can’t be read with the present encryption key"),
            permanent=True,
        ) from problem
    except smtplib.SMTPAuthenticationError as problem:
        raise DeliveryFailed(
            in_words(problem.smtp_code, problem.smtp_error), permanent=False
        ) from problem
    except smtplib.SMTPResponseException as problem:
        raise DeliveryFailed(
            in_words(problem.smtp_code, problem.smtp_error), permanent=problem.smtp_code >= 500
        ) from problem
    except (OSError, smtplib.SMTPException) as problem:
        raise DeliveryFailed(str(problem) or type(problem).__name__, permanent=False) from problem
    return [_outcome(address, refused) for address in outgoing.recipients]


def _transfer_all(server: smtplib.SMTP, outgoing: Outgoing) -> Refusals:
    """Hand all copies over and return which recipients the server refused.

    What goes wrong with a further copy is said of its recipients alone: the others have theirs.
    """
    refused: Refusals = {}
    for number, copy in enumerate(outgoing.copies):
        try:
            refused |= _transfer(server, outgoing.envelope_sender, copy)
        except smtplib.SMTPResponseException as problem:
            if number == 0:
                raise
            answer = (problem.smtp_code, _in_bytes(problem.smtp_error))
            refused |= {for_envelope(one): answer for one in copy.recipients}
        except (OSError, smtplib.SMTPException) as problem:
            if number == 0:
                raise
            answer = (_LATER, str(problem).encode())
            refused |= {for_envelope(one): answer for one in copy.recipients}
    return refused


def _in_bytes(words: bytes | str) -> bytes:
    return words if isinstance(words, bytes) else words.encode()


def _transfer(server: smtplib.SMTP, envelope_sender: str, copy: Copy) -> Refusals:
    """Hand one copy over and return which recipients the server refused."""
    sender, *recipients = map(for_envelope, [envelope_sender, *copy.recipients])
    options = [] if copy.content.isascii() else ["BODY=8BITMIME"]
    if not all(address.isascii() for address in (sender, *recipients)):
        options.append("SMTPUTF8")
    assert server.sock is not None
    server.sock.settimeout(caps.SMTP_ACCEPT_SECONDS)
    try:
        return server.sendmail(sender, recipients, copy.content, options)
    except smtplib.SMTPRecipientsRefused as problem:
        # Of everybody; the connection is as good as before.
        return problem.recipients
    finally:
        if server.sock is not None:
            server.sock.settimeout(caps.SMTP_SECONDS)


def _outcome(address: str, refused: Refusals) -> Outcome:
    answer = refused.get(for_envelope(address))
    return outcome_of(address, *answer) if answer else Outcome(address, Fate.ACCEPTED)
