"""``{% load drawn %}``: parts of the timeline, which are drawn in Python, and what a head's menus offer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template
from django.utils.functional import Promise
from django.utils.safestring import SafeString

from kundig.conversations.models import Priority
from kundig.conversations.shown import ShownMessage
from kundig.conversations.stream.items import draw_items
from kundig.conversations.stream.items import draw_message as draw
from kundig.conversations.stream.reader import Reader
from kundig.core.languages import LANGUAGES

register = template.Library()


@register.simple_tag(takes_context=True)
def timeline_items(context: dict[str, Any]) -> SafeString:
    """``{% timeline_items %}``: what `stream_context` found."""
    return draw_items(context["timeline"], context["conversation"], Reader.of(context))


@register.simple_tag(takes_context=True)
def message(context: dict[str, Any], shown: ShownMessage) -> SafeString:
    """``{% message shown %}``: one message."""
    return draw(shown, Reader.of(context))


@register.simple_tag
def priorities() -> Sequence[tuple[int, str | Promise]]:
    """``{% priorities as all_priorities %}``: each as value and name."""
    return Priority.choices


@register.filter
def priority_name(value: int) -> str | Promise:
    """``{{ priority|priority_name }}``."""
    return Priority(value).label


@register.simple_tag
def languages() -> list[tuple[str, str | Promise]]:
    """``{% languages as all_languages %}``: each as code and name."""
    return list(LANGUAGES.items())


@register.filter
def language_name(code: str) -> str | Promise:
    """``{{ language|language_name }}``: its name, or the code of one that we have no name for."""
    return LANGUAGES.get(code, code)
