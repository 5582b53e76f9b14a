"""What a role may allow with regard to erasing."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kundig.core.permissions import Standing, permission
from kundig.customers.permissions import GROUP

ERASE = permission(
    "customer.erase", _("Erase customers for good"), group=GROUP, held_from=Standing.ADMINISTRATOR
)
# Held by Kundig itself alone: no role offers it.
WORK = "customer.erase_now"
