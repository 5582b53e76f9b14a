"""What a role may allow with regard to putting entries together."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kundig.core.permissions import permission
from kundig.customers.permissions import GROUP

MERGE = permission("customer.merge", _("Merge customers and companies"), group=GROUP)
