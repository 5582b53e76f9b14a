"""What a role may allow with regard to the staff and the installation itself."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kundig.core.permissions import Standing, permission
from kundig.staff import grants

GROUP = _("Staff and installation")

MANAGE_STAFF = permission(
    "staff.manage",
    _("Manage agents, teams and roles"),
    group=GROUP,
    held_from=Standing.ADMINISTRATOR,
)
MANAGE_SETTINGS = permission(
    "settings.manage",
    _("Change settings of the organisation"),
    group=GROUP,
    held_from=Standing.ADMINISTRATOR,
)
SEE_SYSTEM = permission(
    "system.see",
    _("See jobs and the state of the installation"),
    group=GROUP,
    held_from=Standing.ADMINISTRATOR,
)
SEE_AUDIT = permission(
    "audit.see", _("Read the audit trail"), group=GROUP, held_from=Standing.ADMINISTRATOR
)
# Held by everybody over their own account: no role gives or takes it.
OWN = grants.OWN
# Held by Kundig itself alone: no role offers them.
SET_UP = "organisation.set_up"
ACCEPT = "invitation.accept"
