"""make, change, deactivate, reactivate: what administrators do with agents."""

from __future__ import annotations

from collections.abc import Collection

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kundig.core.actions import action, lock
from kundig.core.actor import Actor
from kundig.core.errors import Refused
from kundig.core.events import record
from kundig.staff import events, permissions, rights
from kundig.staff.actions.fields import clean_mail, clean_name, set_fields
from kundig.staff.actions.tokens import revoke_all
from kundig.staff.models import Agent, Role, Team

MANAGE = permissions.MANAGE_STAFF


@action("agent.make", _("Add agent"), needs=MANAGE, icon="user-plus", offered=False)
def make(
    *,
    by: Actor,
    email: str,
    name: str,
    role: Role,
    teams: Collection[Team] = (),
    password: str | None = None,
) -> Agent:
    """Add an agent without an invitation; without a password they ask for one by mail.

    Refused where the address is taken; NotAllowed where the role allows more than `by` may do.
    """
    rights.must_hold(by, role)
    rights.must_reach(by, teams)
    agent = Agent(email=free_address(email), name=clean_name(name, 120), role=role)
    agent.set_password(password)
    agent.save()
    agent.teams.set(teams)
    record(agent, events.JOINED, by=by, agent=agent.pk, role=role.pk)
    return agent


@action("agent.change", _("Change agent"), needs=MANAGE, icon="pencil", offered=False, locks=False)
def change(
    agent: Agent,
    *,
    by: Actor,
    name: str | None = None,
    email: str | None = None,
    role: Role | None = None,
    teams: Collection[Team] | None = None,
) -> None:
    """Change an agent; what is not given stays as it is. Another role ends sessions and API tokens."""
    rights.lock_administrators()
    lock(agent)
    rights.must_outrank(by, agent)
    if email is not None and email.strip().lower() != agent.email:
        email = free_address(email)
    changed = set_fields(agent, name=name and clean_name(name, 120), email=email)
    if changed:
        record(agent, events.AGENT_CHANGED, by=by, fields=changed)
    if role is not None and role != agent.role:
        _give_role(agent, role, by)
    if teams is not None:
        _set_teams(agent, teams, by)


@action("agent.deactivate", _("Deactivate"), needs=MANAGE, icon="ban", locks=False)
def deactivate(agent: Agent, *, by: Actor) -> None:
    """Let an agent no longer sign in; sessions and API tokens end at once. Their work keeps its author."""
    rights.lock_administrators()
    lock(agent)
    rights.must_outrank(by, agent)
    if not agent.is_active:
        return
    rights.must_not_be_last(agent)
    agent.is_active = False
    agent.save(update_fields=["is_active"])
    end_access(agent, by=by)
    record(agent, events.DEACTIVATED, by=by)


@action("agent.reactivate", _("Reactivate"), needs=MANAGE, icon="rotate-ccw")
def reactivate(agent: Agent, *, by: Actor) -> None:
    """Let a deactivated agent sign in again; old sessions and API tokens stay dead."""
    rights.must_outrank(by, agent)
    if agent.is_active:
        return
    agent.is_active = True
    agent.save(update_fields=["is_active"])
    record(agent, events.REACTIVATED, by=by)


def end_access(agent: Agent, *, by: Actor) -> None:
    """End all sessions and API tokens of the agent."""
    agent.signed_out_at = timezone.now()
    agent.save(update_fields=["signed_out_at"])
    revoke_all(agent, by=by)


def free_address(email: str) -> str:
    """Return the address in lower case; Refused where it is none or an agent has it already."""
    address = clean_mail(email)
    if Agent.objects.with_address(address):
        raise Refused(_("%(address)s belongs to an agent already.") % {"address": address})
    return address


def _give_role(agent: Agent, role: Role, by: Actor) -> None:
    rights.must_hold(by, role)
    if not role.is_administrator:
        rights.must_not_be_last(agent)
    before, agent.role = agent.role, role
    agent.save(update_fields=["role"])
    end_access(agent, by=by)
    record(agent, events.ROLE_GIVEN, by=by, role=role.pk, before=before.pk)


def _set_teams(agent: Agent, teams: Collection[Team], by: Actor) -> None:
    before, now = set(agent.teams.all()), set(teams)
    joined, left = now - before, before - now
    if not joined and not left:
        return
    rights.must_reach(by, joined | left)
    agent.teams.set(now)
    record(
        agent,
        events.TEAMS_SET,
        by=by,
        joined=sorted(team.pk for team in joined),
        left=sorted(team.pk for team in left),
    )
