"""What a role may allow with regard to customers."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kundig.core.permissions import Standing, permission

GROUP = _("Customers")

SEE = permission("customer.see", _("See customers"), group=GROUP, held_from=Standing.READER)
CHANGE = permission("customer.change", _("Change customers"), group=GROUP)
ARRANGE = permission(
    "customer.arrange",
    _("Set up the fields of customers and public mail hosts"),
    group=GROUP,
    held_from=Standing.ADMINISTRATOR,
)
