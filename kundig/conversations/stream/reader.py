"""Whoever reads a timeline: what they may do with what they see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.safestring import SafeString

from kundig.web.drawing import csrf_field, joined, markup

_FORM = '<form method="post" action="{0}" hx-post="{0}" hx-swap="none">{1}{2}</form>'


@dataclass(frozen=True)
class Reader:
    """What a reader may do from the timeline, and the token that proves their forms to be ours."""

    can_reply: bool = False
    can_move: bool = False
    can_arrange: bool = False
    can_work: bool = False
    # Confidential mail.
    can_open: bool = False
    token: object = ""

    @classmethod
    def of(cls, context: Mapping[str, Any]) -> Reader:
        """Return the reader of the page with this context; what it does not allow is not offered."""
        return cls(
            can_reply=bool(context.get("can_reply")),
            can_move=bool(context.get("can_move")),
            can_arrange=bool(context.get("can_arrange")),
            can_work=bool(context.get("can_work")),
            can_open=bool(context.get("can_open")),
            token=context.get("csrf_token", ""),
        )

    @cached_property
    def csrf(self) -> SafeString:
        """Return the hidden field that each form carries."""
        return csrf_field(self.token)

    def form(self, address: str, *inside: SafeString) -> SafeString:
        """Return a form that posts to `address` and leaves the page as it is."""
        return markup(_FORM, address, self.csrf, joined(inside))
