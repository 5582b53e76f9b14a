"""make, change and remove roles."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext_lazy as _

from kundig.core.actions import action
from kundig.core.actor import Actor
from kundig.core.errors import NotAllowed, Refused
from kundig.core.events import record
from kundig.core.permissions import permissions as declared
from kundig.staff import events, permissions, rights
from kundig.staff.actions.fields import free_name, set_fields
from kundig.staff.models import Role

MANAGE = permissions.MANAGE_STAFF


@action("role.make", _("Make role"), needs=MANAGE, icon="shield", offered=False)
def make_role(
    *, by: Actor, name: str, allows: Collection[str] = (), own_teams_only: bool = False
) -> Role:
    """Make a role. NotAllowed where it would allow more than `by` may do, or `by` is limited to teams."""
    rights.must_see_all(by)
    role = Role(
        name=free_name(Role, name), permissions=_known(allows), own_teams_only=own_teams_only
    )
    rights.must_hold(by, role)
    role.save()
    record(role, events.ROLE_MADE, by=by)
    return role


@action("role.change", _("Change role"), needs=MANAGE, icon="pencil", offered=False)
def change_role(
    role: Role,
    *,
    by: Actor,
    name: str | None = None,
    allows: Collection[str] | None = None,
    own_teams_only: bool | None = None,
) -> None:
    """Change a role; it counts for all its agents at once. The administrator's role keeps its rights.

    NotAllowed where the role allows, before or after, more than `by` may do, or `by` is limited to teams:
    a role is shared by all of them.
    """
    rights.must_see_all(by)
    if role.is_administrator and (allows is not None or own_teams_only is not None):
        raise Refused(_("The administrator’s role keeps its rights."))
    rights.must_hold(by, role)
    before = set(role.permissions)
    wanted: dict[str, Any] = {"own_teams_only": own_teams_only}
    if allows is not None:
        wanted["permissions"] = _known(allows)
    if name is not None:
        wanted["name"] = free_name(Role, name, but=role)
    changed = set_fields(role, **wanted)
    rights.must_hold(by, role)
    if changed:
        now = set(role.permissions)
        record(
            role,
            events.ROLE_CHANGED,
            by=by,
            fields=changed,
            given=sorted(now - before),
            taken=sorted(before - now),
        )


@action("role.remove", _("Remove role"), needs=MANAGE, icon="trash-2", offered=False)
def remove_role(role: Role, *, by: Actor) -> None:
    """Remove a role that nobody has and nobody is invited with; NotAllowed as for changing it."""
    rights.must_see_all(by)
    if role.is_administrator:
        raise NotAllowed(_("The administrator’s role can’t be removed."))
    rights.must_hold(by, role)
    if role.agent_set.exists() or role.invitation_set.exists():
        raise Refused(_("There are agents or invitations with this role."))
    record(role, events.ROLE_REMOVED, by=by)
    role.delete()


def _known(names: Collection[str]) -> list[str]:
    """Return the names in the order of their declaration; Refused where one is unknown."""
    known = [permission.name for permission in declared()]
    unknown = set(names) - set(known)
    if unknown:
        raise Refused(_("There is no right “%(name)s”.") % {"name": sorted(unknown)[0]})
    return [name for name in known if name in set(names)]
