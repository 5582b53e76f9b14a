"""What a role may allow with regard to incidents."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kundig.conversations.permissions import GROUP
from kundig.core.permissions import Standing, permission

MANAGE = permission(
    "incident.manage",
    _("Lead incidents and answer everybody concerned"),
    group=GROUP,
    held_from=Standing.LEAD,
)
