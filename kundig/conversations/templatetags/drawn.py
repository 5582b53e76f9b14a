"""``{% load drawn %}``: parts of the timeline that are drawn in Python."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString

from kundig.conversations.message_menu import draw_menu
from kundig.conversations.models import Message

register = template.Library()


@register.simple_tag
def message_menu(message: Message, can_move: bool = False, can_reply: bool = False) -> SafeString:
    """``{% message_menu message can_move can_reply %}``: what one can do with a message."""
    return draw_menu(message, can_move=bool(can_move), can_reply=bool(can_reply))
