"""What a role may allow with regard to what agents share."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kundig.conversations.permissions import GROUP
from kundig.core.permissions import Standing, permission

SHARE = permission(
    "snippet.share",
    _("Change the snippets and macros of teams and of everybody"),
    group=GROUP,
    held_from=Standing.LEAD,
)
