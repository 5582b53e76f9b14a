"""mask: what a customer should not have sent is taken out of everything that is shown, found and passed on."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kundig.conversations import events, permissions
from kundig.conversations.actions.row import lock_message, rebuild_words, recount
from kundig.conversations.models import Message
from kundig.conversations.sensitive import masked
from kundig.core.actions import action
from kundig.core.actor import Actor
from kundig.core.events import record

WARNINGS = {
    "card": "holds_card",
    "account": "holds_account",
    "password": "holds_password",
    "key": "holds_key",
}


@action("message.mask", _("Mask"), needs=permissions.REPLY, icon="eye-off", locks=False)
def mask(message: Message, *, by: Actor) -> None:
    """Put dots in place of card numbers, bank accounts, passwords and keys, in the text, its quotes and the search.

    It can't be taken back here. The original stays for whoever may open confidential mail.
    """
    conversation = lock_message(message)
    told = set(WARNINGS.values()) & set(message.warnings)
    if not told:
        return
    message.subject = masked(message.subject)
    message.text = masked(message.text)
    message.visible_text = masked(message.visible_text)
    # Markup may tear a number apart: the plain words are shown from now on.
    message.html = ""
    message.is_confidential = message.is_confidential or message.raw_id is not None
    message.warnings = [name for name in message.warnings if name not in told]
    message.save(
        update_fields=["subject", "text", "visible_text", "html", "is_confidential", "warnings"]
    )
    conversation.subject = masked(conversation.subject)
    conversation.save(update_fields=["subject"])
    recount(conversation)
    rebuild_words(conversation)
    record(conversation, events.MASKED, by=by, message=message.pk)
