"""What a role may allow with regard to customers."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kundig.core.permissions import permission

SEE = permission("customer.see", _("See customers"))
CHANGE = permission("customer.change", _("Change customers"))
