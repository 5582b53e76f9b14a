"""invite, withdraw, accept: how somebody becomes an agent."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kundig.core import caps
from kundig.core.actions import action
from kundig.core.actor import Actor
from kundig.core.errors import NotAllowed, Refused
from kundig.core.events import record
from kundig.core.text import one_line
from kundig.staff import events, permissions, rights, tokens
from kundig.staff.actions.agents import free_address
from kundig.staff.actions.fields import clean_name
from kundig.staff.invited import is_backed, may_invite
from kundig.staff.models import Agent, Invitation, Role, Team

MANAGE = permissions.MANAGE_STAFF


@action("agent.invite", _("Invite"), needs=MANAGE, icon="mail-plus", offered=False)
def invite(
    *, by: Actor, email: str, role: Role, name: str = "", teams: Collection[Team] = ()
) -> tuple[Invitation, str]:
    """Invite a person and return the invitation with the secret of its link, which is kept nowhere.

    An earlier invitation to the same address ends. Refused where an agent has the address; NotAllowed
    where the role allows more than `by` may do.
    """
    address = free_address(email)
    rights.must_hold(by, role)
    rights.must_reach(by, teams)
    for earlier in Invitation.objects.open().select_for_update().filter(email=address):
        withdraw(earlier, by=by)
    secret = tokens.new_secret()
    invitation = Invitation.objects.create(
        email=address,
        name=one_line(name, 120),
        role=role,
        hash=tokens.hash_of(secret),
        invited_by_id=by.id if by.kind == "agent" else None,
        expires_at=timezone.now() + timedelta(hours=caps.INVITATION_HOURS),
    )
    invitation.teams.set(teams)
    record(invitation, events.INVITED, by=by, role=role.pk)
    return invitation, secret


def _hold_rights_still(invitation: Invitation) -> None:
    """Lock role and inviter and read them anew: neither changes while somebody comes in through them."""
    invitation.role = Role.objects.select_for_update().get(pk=invitation.role_id)
    if invitation.invited_by_id is not None:
        invitation.invited_by = Agent.objects.select_for_update().get(pk=invitation.invited_by_id)


@action("invitation.withdraw", _("Withdraw"), needs=MANAGE, icon="x", offered=False)
def withdraw(invitation: Invitation, *, by: Actor) -> None:
    """End an invitation that nobody has accepted; its link leads nowhere from now on.

    NotAllowed where `by` could not have sent it.
    """
    if not may_invite(by, invitation):
        raise NotAllowed(_("Somebody with more rights than you has invited this person."))
    if invitation.accepted_at is not None or invitation.expires_at <= timezone.now():
        return
    invitation.expires_at = timezone.now()
    invitation.save(update_fields=["expires_at"])
    record(invitation, events.INVITATION_WITHDRAWN, by=by)


@action(
    "invitation.accept", _("Accept"), needs=permissions.ACCEPT, icon="user-check", offered=False
)
def accept(
    invitation: Invitation,
    *,
    by: Actor,  # noqa: ARG001  # every verb says who acts; from here on it is the new agent
    name: str,
    password: str,
) -> Agent:
    """Make the invited person an agent.

    Refused where the invitation is used, withdrawn or expired, or whoever invited could not do so any more.
    """
    if invitation.accepted_at is not None or invitation.expires_at <= timezone.now():
        raise Refused(_("This invitation is no longer valid."))
    _hold_rights_still(invitation)
    if not is_backed(invitation):
        raise Refused(_("This invitation is no longer valid."))
    agent = Agent(
        email=free_address(invitation.email), name=clean_name(name, 120), role=invitation.role
    )
    agent.set_password(password)
    agent.save()
    agent.teams.set(invitation.teams.all())
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_at"])
    record(agent, events.JOINED, by=agent.actor, agent=agent.pk, role=agent.role_id)
    return agent
