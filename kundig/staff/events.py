"""What happens among the staff."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kundig.core.events import Ref, Word, declare
from kundig.core.models import Matter
from kundig.staff.models import Availability

AVAILABILITY = Word({choice.value: choice.label for choice in Availability})

SET_UP = declare(
    "organisation.set_up", _("Kundig was set up"), icon="building-2", audited=Matter.SETTINGS
)
ORGANISATION_CHANGED = declare(
    "organisation.changed",
    _("{actor} changed the organisation"),
    icon="building-2",
    fields={"fields": list},
    audited=Matter.SETTINGS,
)

INVITED = declare(
    "invitation.made",
    _("{actor} invited a colleague with the role {role}"),
    icon="mail-plus",
    fields={"role": Ref("role")},
    audited=Matter.RIGHTS,
)
INVITATION_WITHDRAWN = declare(
    "invitation.withdrawn", _("{actor} withdrew an invitation"), icon="x", audited=Matter.RIGHTS
)
JOINED = declare(
    "agent.joined",
    _("{actor} added {agent} with the role {role}"),
    icon="user-plus",
    fields={"agent": Ref("agent"), "role": Ref("role")},
    reflexive=("agent", _("{actor} joined with the role {role}")),
    audited=Matter.RIGHTS,
)
AGENT_CHANGED = declare(
    "agent.changed",
    _("{actor} changed the agent’s data"),
    icon="pencil",
    fields={"fields": list},
    audited=Matter.RIGHTS,
)
ROLE_GIVEN = declare(
    "agent.role_given",
    _("{actor} changed the role from {before} to {role}"),
    icon="shield",
    fields={"role": Ref("role"), "before": Ref("role")},
    audited=Matter.RIGHTS,
)
TEAMS_SET = declare(
    "agent.teams_set",
    _("{actor} changed the agent’s teams"),
    icon="users",
    fields={"joined": list, "left": list},
    audited=Matter.RIGHTS,
)
PASSWORD_SET = declare(
    "agent.password_set", _("{actor} set a new password"), icon="key-round", audited=Matter.SECRETS
)
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
FELL_SILENT = declare(
    "agent.fell_silent", _("Away after a time without a sign of life"), icon="clock"
)
CAME_BACK = declare("agent.came_back", _("{actor} is there again"), icon="clock")
DEACTIVATED = declare(
    "agent.deactivated", _("{actor} deactivated the agent"), icon="ban", audited=Matter.RIGHTS
)
REACTIVATED = declare(
    "agent.reactivated",
    _("{actor} reactivated the agent"),
    icon="rotate-ccw",
    audited=Matter.RIGHTS,
)

TEAM_MADE = declare("team.made", _("{actor} made the team"), icon="users", audited=Matter.RIGHTS)
TEAM_CHANGED = declare(
    "team.changed",
    _("{actor} changed the team"),
    icon="users",
    fields={"fields": list},
    audited=Matter.RIGHTS,
)
TEAM_ARCHIVED = declare(
    "team.archived", _("{actor} archived the team"), icon="archive", audited=Matter.RIGHTS
)
TEAM_RESTORED = declare(
    "team.restored", _("{actor} restored the team"), icon="rotate-ccw", audited=Matter.RIGHTS
)

LEVEL_MADE = declare(
    "level.made", _("{actor} made the level"), icon="layers", audited=Matter.SETTINGS
)
LEVEL_CHANGED = declare(
    "level.changed",
    _("{actor} changed the level"),
    icon="layers",
    fields={"fields": list},
    audited=Matter.SETTINGS,
)
LEVEL_REMOVED = declare(
    "level.removed", _("{actor} removed the level"), icon="trash-2", audited=Matter.SETTINGS
)

ROLE_MADE = declare("role.made", _("{actor} made the role"), icon="shield", audited=Matter.RIGHTS)
ROLE_CHANGED = declare(
    "role.changed",
    _("{actor} changed the role"),
    icon="shield",
    fields={"fields": list, "given": list, "taken": list},
    audited=Matter.RIGHTS,
)
ROLE_REMOVED = declare(
    "role.removed", _("{actor} removed the role"), icon="trash-2", audited=Matter.RIGHTS
)

TOKEN_MADE = declare(
    "token.made", _("{actor} made an API token"), icon="key-round", audited=Matter.SECRETS
)
TOKEN_REVOKED = declare(
    "token.revoked", _("{actor} revoked an API token"), icon="key-round", audited=Matter.SECRETS
)

# What stands in the audit trail alone. A place is coarse: enough to see that it is a strange one.
PLACE: dict[str, type[str]] = {"place": str}

SIGNED_IN = declare(
    "sign_in.done",
    _("{actor} signed in from {place}"),
    icon="log-in",
    fields=PLACE,
    audited=Matter.ACCESS,
)
SIGNED_OUT = declare(
    "sign_in.ended", _("{actor} signed out"), icon="log-out", audited=Matter.ACCESS
)
SIGN_IN_FAILED = declare(
    "sign_in.failed",
    _("Somebody tried to sign in as {agent} from {place}, with a wrong password"),
    icon="shield-alert",
    fields={"agent": Ref("agent"), "place": str},
    audited=Matter.ACCESS,
)
# The address is not kept: who mistypes often types the password there.
SIGN_IN_UNKNOWN = declare(
    "sign_in.unknown",
    _("Somebody tried to sign in from {place}, with a mail address that no agent has"),
    icon="shield-alert",
    fields=PLACE,
    audited=Matter.ACCESS,
)
CODE_FAILED = declare(
    "sign_in.code_failed",
    _("A wrong code or password was given from {place}, in a sign-in of {agent}"),
    icon="shield-alert",
    fields={"agent": Ref("agent"), "place": str},
    audited=Matter.ACCESS,
)
SESSION_ENDED = declare(
    "session.ended",
    _("{actor} ended one of their own sessions, last used from {place}"),
    icon="log-out",
    fields=PLACE,
    audited=Matter.ACCESS,
)
SESSIONS_ENDED = declare(
    "session.others_ended",
    _("{actor} signed out everywhere else"),
    icon="log-out",
    audited=Matter.ACCESS,
)
FACTOR = Word(
    {
        "totp_activated": _("authenticator app set up"),
        "totp_deactivated": _("authenticator app removed"),
        "webauthn_added": _("passkey added"),
        "webauthn_removed": _("passkey removed"),
        "recovery_codes_generated": _("new recovery codes made"),
        "account_connected": _("provider’s account connected"),
    }
)
FACTOR_CHANGED = declare(
    "sign_in.factor_changed",
    _("{actor} changed how they sign in: {factor}"),
    icon="key-round",
    fields={"factor": FACTOR},
    audited=Matter.SECRETS,
)

# What changes what somebody may do: an agent, and whoever holds a role.
RIGHTS_OF_AGENT = frozenset({ROLE_GIVEN, TEAMS_SET, PASSWORD_SET, DEACTIVATED})
RIGHTS_OF_ROLE = frozenset({ROLE_CHANGED})
