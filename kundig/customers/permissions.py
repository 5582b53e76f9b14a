"""What a role may allow with regard to customers."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kundig.core.permissions import Standing, permission

GROUP = _("Customers")

SEE = permission("customer.see", _("See customers"), group=GROUP, held_from=Standing.READER)
CHANGE = permission("customer.change", _("Change customers"), group=GROUP)
ARRANGE_FIELDS = permission(
    "customer.arrange_fields",
    _("Set up the fields of customers"),
    group=GROUP,
    held_from=Standing.ADMINISTRATOR,
)
