"""Nobody gives rights they don't hold: what every verb that hands out rights asks first."""

from __future__ import annotations

from collections.abc import Collection, Iterable

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


def outranks(by: Actor, agent: Agent) -> bool:
    """Tell whether `by` may do and see all that `agent` may: whoever could change them could become them.

    For whoever is limited to teams it must be a colleague there: who is in no team is nobody's but everybody's.
    """
    teams = agent.teams.all()
    is_near = limits(by) is None or bool(teams)
    return is_near and holds(by, agent.role) and reaches(by, teams)


def must_outrank(by: Actor, agent: Agent) -> None:
    """Raise NotAllowed where `agent` may do or see more than `by`."""
    if not outranks(by, agent):
        raise NotAllowed(_("%(name)s has more rights than you.") % {"name": agent.name})


def limits(by: Actor) -> frozenset[int] | None:
    """Return the ids of the teams that `by` is limited to; None for whoever is not."""
    grants = by.grants
    return grants.teams if isinstance(grants, AgentGrants) else None


def reaches(by: Actor, teams: Iterable[Team]) -> bool:
    """Tell whether `by` is not limited to own teams, or all of these are among them."""
    own = limits(by)
    return own is None or own.issuperset(team.pk for team in teams)


def must_reach(by: Actor, teams: Collection[Team]) -> None:
    """Raise NotAllowed where `by` is limited to own teams and one of these is not among them."""
    if not reaches(by, teams):
        raise NotAllowed(_("You can only assign your own teams."))


def must_see_all(by: Actor) -> None:
    """Raise NotAllowed where `by` is limited to own teams: what all teams share is not theirs to change."""
    if limits(by) is not None:
        raise NotAllowed(_("Only those who see all teams can do this."))


def lock_administrators() -> None:
    """Let one change of administrators happen after the other, so that two can't remove the last two."""
    list(Role.objects.select_for_update().filter(is_administrator=True))


def must_not_be_last(agent: Agent) -> None:
    """Raise Refused where nobody else administers this installation; call `lock_administrators` first."""
    others = Agent.objects.active().filter(role__is_administrator=True).exclude(pk=agent.pk)
    if agent.is_active and agent.role.is_administrator and not others.exists():
        raise Refused(_("%(name)s is the last administrator.") % {"name": agent.name})
