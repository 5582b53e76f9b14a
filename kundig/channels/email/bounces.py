"""What a mail server says about a mail of ours that did not arrive: believed as far as it proves itself.

Anybody can write a notice. Only whoever has our mail, or a server on its way, knows its Message-ID, which
carries our signature; so a notice with it is shown on the message it names. That an address is to be given
up is believed only of the one recipient that the mail had: with several, one of them could speak for another.
"""

from __future__ import annotations

from kundig.channels.email.answers import PASSING, reason_of
from kundig.channels.email.mime.mail import Bounce, ParsedMail
from kundig.channels.email.sent_to import sent_to_of
from kundig.channels.email.threads import find_own_message
from kundig.conversations import actions
from kundig.conversations.models import Message
from kundig.conversations.recipients import Fate, Outcome
from kundig.core.actor import SYSTEM
from kundig.customers.actions import mark_address_failed


def note_bounce(mail: ParsedMail) -> Message | None:
    """Return our answer that did not arrive, or not yet, with what was said noted; None for any other mail."""
    message = find_own_message(mail) if mail.bounce else None
    if mail.bounce is None or message is None:
        return None
    sent_to = sent_to_of(message)
    if not sent_to:
        return None
    reason = " ".join(filter(None, [mail.bounce.status, mail.bounce.recipient, mail.subject]))
    failed = [sent_to[name] for name in _named(mail.bounce) if name in sent_to]
    # It may name an address that theirs leads on to: where there is one recipient, it is about them.
    missed = failed or (list(sent_to.values()) if len(sent_to) == 1 else [])
    # A server that goes on trying has the mail: it is said beside the recipient, and nothing has failed.
    fate = Fate.BOUNCED if mail.bounce.is_final else Fate.ACCEPTED
    outcomes = [Outcome(address, fate, reason_of(mail.bounce.status), reason) for address in missed]
    if not mail.bounce.is_final:
        is_noted = actions.note_news(message, by=SYSTEM, news=outcomes)
        return message if outcomes and is_noted else None
    actions.mark_failed(message, by=SYSTEM, reason=reason, recipients=outcomes, is_notice=True)
    # A server that tried for days says nothing against the address.
    is_lasting = mail.bounce.kind == "hard" and reason_of(mail.bounce.status) not in PASSING
    if len(sent_to) == 1 and is_lasting:
        for address in failed:
            mark_address_failed(message.conversation.customer, by=SYSTEM, mail=address)
    return message


def _named(bounce: Bounce) -> list[str]:
    named = bounce.recipients or (bounce.recipient,)
    return [address.lower() for address in named]
