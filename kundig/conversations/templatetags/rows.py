"""``{% load rows %}``: lists of conversations."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString

from kundig.conversations.rows import Row

register = template.Library()


@register.simple_tag
def list_row(row: Row, link_target: str = "") -> SafeString:
    """``{% list_row row "#main" %}``: one conversation; `link_target` is what its link replaces."""
    return row.drawn(link_target)
