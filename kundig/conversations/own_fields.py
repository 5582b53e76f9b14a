"""The organisation's own fields of a conversation: which are shown, and which must be filled first."""

from __future__ import annotations

from django.utils.translation import gettext as _

from kundig.conversations.models import Conversation, ConversationField, shown_fields
from kundig.core.actor import SYSTEM, Actor
from kundig.core.errors import Missing


def fields_of(conversation: Conversation) -> list[ConversationField]:
    """Return the fields that a conversation shows, in their order."""
    return shown_fields(
        ConversationField.objects.current().whole(),
        conversation.fields,
        team=conversation.team_id,
        category=conversation.category_id,
    )


def missing_fields(conversation: Conversation) -> list[ConversationField]:
    """Return the required fields that are shown and empty."""
    if not ConversationField.objects.current().filter(is_required=True).exists():
        return []
    return [
        field
        for field in fields_of(conversation)
        if field.is_required and conversation.fields.get(field.key) in (None, "", [])
    ]


def must_be_filled(conversation: Conversation, by: Actor) -> None:
    """Raise Missing with the first empty required field; Kundig itself, which knows no answer, is let through."""
    missing = [] if by == SYSTEM else missing_fields(conversation)
    if missing:
        words = _("Please fill in “%(field)s” first.") % {"field": missing[0].label}
        raise Missing(words, tuple(field.key for field in missing))
