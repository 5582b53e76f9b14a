"""What a role may allow with regard to webhooks."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kundig.core.permissions import Standing, permission
from kundig.staff.permissions import GROUP

MANAGE = permission(
    "webhook.manage", _("Set up webhooks"), group=GROUP, held_from=Standing.ADMINISTRATOR
)
# Held by Kundig itself alone: no role offers it.
GIVE_UP = "webhook.give_up"
