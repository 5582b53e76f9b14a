"""``{% load drawn %}``: parts of the timeline, which are drawn in Python."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString

from kundig.conversations.shown import ShownMessage
from kundig.conversations.stream.items import draw_items
from kundig.conversations.stream.items import draw_message as draw
from kundig.conversations.stream.reader import Reader

register = template.Library()


@register.simple_tag(takes_context=True)
def timeline_items(context: dict[str, Any]) -> SafeString:
    """``{% timeline_items %}``: what `stream_context` found."""
    return draw_items(context["timeline"], context["conversation"], Reader.of(context))


@register.simple_tag(takes_context=True)
def message(context: dict[str, Any], shown: ShownMessage) -> SafeString:
    """``{% message shown %}``: one message."""
    return draw(shown, Reader.of(context))
