"""What a role may allow with regard to channels."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kundig.core.permissions import Standing, permission

GROUP = _("Channels")

MANAGE = permission(
    "channel.manage",
    _("Set up mailboxes and other channels"),
    group=GROUP,
    held_from=Standing.ADMINISTRATOR,
)
