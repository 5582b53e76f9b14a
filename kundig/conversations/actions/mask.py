"""mask: what a customer should not have sent is taken out of everything that is shown, found and passed on."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext_lazy as _

from kundig.conversations import events, permissions
from kundig.conversations.actions.row import lock_message, rebuild_words, recount
from kundig.conversations.models import (
    Attachment,
    Conversation,
    Draft,
    FileText,
    LaterAnswer,
    Message,
)
from kundig.conversations.sensitive import masked
from kundig.conversations.sought import sought
from kundig.core import caps
from kundig.core.actions import action
from kundig.core.actor import Actor
from kundig.core.events import record

# What of a card or a part is words.
_SAID = frozenset({"text", "subject", "summary", "description", "place"})
WARNINGS = {
    "card": "holds_card",
    "account": "holds_account",
    "password": "holds_password",
    "key": "holds_key",
}


@action("message.mask", _("Mask"), needs=permissions.REPLY, icon="eye-off", locks=False)
def mask(message: Message, *, by: Actor) -> None:
    """Put dots in place of card numbers, bank accounts, passwords and keys, in the text, its quotes and the search.

    Files that hold some are locked, and their words masked in the search. It can't be taken back here. The
    originals stay for whoever may open confidential mail.
    """
    conversation = lock_message(message)
    told = [kind for kind, name in WARNINGS.items() if name in message.warnings]
    files = list(message.attachments.exclude(holds=[]).select_for_update())
    if not (told or files):
        return
    kinds = {*sought(), *told, *(kind for file in files for kind in file.holds)}
    if told:
        _mask_words(message, kinds)
        # Dots may be more than what they stand for.
        conversation.subject = masked(conversation.subject, kinds)[: caps.SUBJECT_CHARS]
        conversation.save(update_fields=["subject"])
    for file in files:
        _mask_file(file, kinds)
    mask_drafts(conversation, kinds)
    message.is_confidential = message.is_confidential or message.raw_id is not None
    message.save(update_fields=["is_confidential"])
    recount(conversation)
    rebuild_words(conversation)
    record(conversation, events.MASKED, by=by, message=message.pk)


def mask_drafts(conversation: Conversation, kinds: Collection[str]) -> None:
    """Mask what was typed into answers that are not sent yet: it may repeat a message."""
    for draft in Draft.objects.filter(conversation=conversation).select_for_update():
        text = masked(draft.text, kinds)
        if text != draft.text:
            # Markup may tear a number apart: the plain words are what is left.
            Draft.objects.filter(pk=draft.pk).update(text=text, html="")
    for later in LaterAnswer.objects.filter(conversation=conversation).select_for_update():
        text = masked(later.text, kinds)
        if text != later.text:
            later.words |= {"text": text, "html": ""}
            later.save(update_fields=["words"])


def _mask_words(message: Message, kinds: Collection[str]) -> None:
    message.subject = masked(message.subject, kinds)[:998]
    message.text = masked(message.text, kinds)
    message.visible_text = masked(message.visible_text, kinds)
    # Markup may tear a number apart: the plain words are shown from now on.
    message.html = ""
    message.cards = _masked_within(message.cards, kinds)
    if "parts" in message.protection:
        parts = _masked_within(message.protection["parts"], kinds)
        message.protection = {**message.protection, "parts": parts}
    message.warnings = [name for name in message.warnings if name not in WARNINGS.values()]
    texts = ["subject", "text", "visible_text", "html", "cards", "protection"]
    message.save(update_fields=[*texts, "warnings"])


def _masked_within(things: list[dict[str, Any]], kinds: Collection[str]) -> list[dict[str, Any]]:
    """Mask what cards and decrypted parts say; their keys and addresses name somebody or something."""
    return [
        {name: masked(said, kinds) if name in _SAID else said for name, said in thing.items()}
        for thing in things
    ]


def _mask_file(file: Attachment, kinds: Collection[str]) -> None:
    words = FileText.objects.get(attachment=file)
    words.text = masked(words.text, kinds)
    words.save(update_fields=["text"])
    file.is_locked = True
    file.holds = []
    file.save(update_fields=["is_locked", "holds"])
