"""What happens among the staff."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kundig.core.events import Ref, Word, declare
from kundig.staff.models import Availability

AVAILABILITY = Word({choice.value: choice.label for choice in Availability})

SET_UP = declare("organisation.set_up", _("Kundig was set up"), icon="building-2")
ORGANISATION_CHANGED = declare(
    "organisation.changed",
    _("{actor} changed the organisation"),
    icon="building-2",
    fields={"fields": list},
)

INVITED = declare(
    "invitation.made",
    _("{actor} invited a colleague with the role {role}"),
    icon="mail-plus",
    fields={"role": Ref("role")},
)
INVITATION_WITHDRAWN = declare(
    "invitation.withdrawn", _("{actor} withdrew an invitation"), icon="x"
)
JOINED = declare(
    "agent.joined",
    _("{actor} joined with the role {role}"),
    icon="user-plus",
    fields={"role": Ref("role")},
)
AGENT_CHANGED = declare(
    "agent.changed",
    _("{actor} changed the agent’s data"),
    icon="pencil",
    fields={"fields": list},
)
ROLE_GIVEN = declare(
    "agent.role_given",
    _("{actor} changed the role from {before} to {role}"),
    icon="shield",
    fields={"role": Ref("role"), "before": Ref("role")},
)
TEAMS_SET = declare(
    "agent.teams_set",
    _("{actor} changed the agent’s teams"),
    icon="users",
    fields={"joined": list, "left": list},
)
PASSWORD_SET = declare("agent.password_set", _("{actor} set a new password"), icon="key-round")
PREFERENCES_SET = declare(
    "agent.preferences_set",
    _("{actor} changed their own settings"),
    icon="sliders-horizontal",
    fields={"fields": list},
)
AVAILABILITY_SET = declare(
    "agent.availability_set",
    _("{actor} is now {availability}"),
    icon="clock",
    fields={"availability": AVAILABILITY, "before": AVAILABILITY},
)
DEACTIVATED = declare("agent.deactivated", _("{actor} deactivated the agent"), icon="ban")
REACTIVATED = declare("agent.reactivated", _("{actor} reactivated the agent"), icon="rotate-ccw")

TEAM_MADE = declare("team.made", _("{actor} made the team"), icon="users")
TEAM_CHANGED = declare(
    "team.changed",
    _("{actor} changed the team"),
    icon="users",
    fields={"fields": list},
)
TEAM_ARCHIVED = declare("team.archived", _("{actor} archived the team"), icon="archive")
TEAM_RESTORED = declare("team.restored", _("{actor} restored the team"), icon="rotate-ccw")

LEVEL_MADE = declare("level.made", _("{actor} made the level"), icon="layers")
LEVEL_CHANGED = declare(
    "level.changed",
    _("{actor} changed the level"),
    icon="layers",
    fields={"fields": list},
)
LEVEL_REMOVED = declare("level.removed", _("{actor} removed the level"), icon="trash-2")

ROLE_MADE = declare("role.made", _("{actor} made the role"), icon="shield")
ROLE_CHANGED = declare(
    "role.changed",
    _("{actor} changed the role"),
    icon="shield",
    fields={"fields": list, "given": list, "taken": list},
)
ROLE_REMOVED = declare("role.removed", _("{actor} removed the role"), icon="trash-2")

TOKEN_MADE = declare("token.made", _("{actor} made an API token"), icon="key-round")
TOKEN_REVOKED = declare("token.revoked", _("{actor} revoked an API token"), icon="key-round")
