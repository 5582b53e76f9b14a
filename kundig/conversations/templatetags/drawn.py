"""``{% load drawn %}``: parts of pages that are drawn once and then remembered, because they stand on every page."""

from __future__ import annotations

import functools

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from kundig.conversations.models import Message
from kundig.conversations.rows import Row
from kundig.core import caps

register = template.Library()


@register.simple_tag
def list_row(row: Row, link_target: str = "") -> SafeString:
    """``{% list_row row "#main" %}``: one conversation; `link_target` is what its link replaces."""
    return row.drawn(link_target)


@register.simple_tag
def message_menu(message: Message, can_move: bool, can_reply: bool = False) -> SafeString:
    """``{% message_menu message can_move can_reply %}``: what one can do with a message."""
    has_original = message.raw_id is not None
    return _menu(
        message.pk, message.conversation_id, has_original, can_move, can_reply, get_language()
    )


@functools.lru_cache(maxsize=caps.MENUS_REMEMBERED)
def _menu(
    message: int,
    conversation: int,
    has_original: bool,
    can_move: bool,
    can_reply: bool,
    _language: str | None,
) -> SafeString:
    context = {
        "message": message,
        "conversation": conversation,
        "has_original": has_original,
        "can_move": can_move,
        "can_reply": can_reply,
    }
    return render_to_string("conversations/stream/menu.html", context)
