"""What a role may allow with regard to the staff and the installation itself."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kundig.core.permissions import permission

MANAGE_STAFF = permission("staff.manage", _("Manage agents, teams and roles"))
MANAGE_SETTINGS = permission("settings.manage", _("Change settings of the organisation"))
SEE_SYSTEM = permission("system.see", _("See jobs and the state of the installation"))
OWN_ACCOUNT = permission("staff.own", _("Change one's own availability"))
