"""Nobody gives rights they don't hold: what every verb that hands out rights asks first."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from kundig.core.actor import Actor, Everything
from kundig.core.errors import NotAllowed, Refused
from kundig.staff.grants import AgentGrants
from kundig.staff.models import Agent, Role, Team


def administers(by: Actor) -> bool:
    """Tell whether `by` may do everything here: an administrator, or Kundig itself."""
    grants = by.grants
    if isinstance(grants, AgentGrants):
        return grants.is_administrator
    return isinstance(grants, Everything)


def holds(by: Actor, role: Role) -> bool:
    """Tell whether `by` may do everything that `role` allows."""
    if administers(by):
        return True
    grants = by.grants
    if not isinstance(grants, AgentGrants):
        return False
    if role.is_administrator or (grants.teams is not None and not role.own_teams_only):
        return False
    return grants.permissions.issuperset(role.permissions)


def must_hold(by: Actor, role: Role) -> None:
    """Raise NotAllowed where `role` allows more than `by` may do."""
    if not holds(by, role):
        raise NotAllowed(_("You can’t give rights that you don’t hold yourself."))


def must_outrank(by: Actor, agent: Agent) -> None:
    """Raise NotAllowed where `agent` may do more than `by`: whoever could change them could become them."""
    if not holds(by, agent.role):
        raise NotAllowed(_("%(name)s has more rights than you.") % {"name": agent.name})


def must_reach(by: Actor, teams: Collection[Team]) -> None:
    """Raise NotAllowed where `by` is limited to own teams and one of these is not among them."""
    grants = by.grants
    own = grants.teams if isinstance(grants, AgentGrants) else None
    if own is not None and not own.issuperset(team.pk for team in teams):
        raise NotAllowed(_("You can only assign your own teams."))


def lock_administrators() -> None:
    """Let one change of administrators happen after the other, so that two can't remove the last two."""
    list(Role.objects.select_for_update().filter(is_administrator=True))


def must_not_be_last(agent: Agent) -> None:
    """Raise Refused where nobody else administers this installation; call `lock_administrators` first."""
    others = Agent.objects.active().filter(role__is_administrator=True).exclude(pk=agent.pk)
    if agent.is_active and agent.role.is_administrator and not others.exists():
        raise Refused(_("%(name)s is the last administrator.") % {"name": agent.name})
