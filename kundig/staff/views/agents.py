"""Agents and invitations, as those who manage the staff see them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kundig.staff import actions, rights
from kundig.staff.forms import AgentForm, InviteForm, done
from kundig.staff.guard import agent_of, needs
from kundig.staff.invited import is_backed, may_invite
from kundig.staff.models import Agent, Invitation
from kundig.staff.permissions import MANAGE_STAFF
from kundig.staff.sign_in import letters

PLACE = {"place": "agents"}


@needs(MANAGE_STAFF)
def agents(request: HttpRequest) -> HttpResponse:
    """All agents within reach, and who is invited."""
    actor = agent_of(request).actor
    everybody = _agents(request)
    return render(
        request,
        "staff/agents.html",
        {
            **PLACE,
            "agents": everybody.filter(is_active=True),
            "former": everybody.filter(is_active=False),
            "invitations": [
                (invitation, is_backed(invitation))
                for invitation in _open_invitations()
                if may_invite(actor, invitation)
            ],
        },
    )


@needs(MANAGE_STAFF)
def invite(request: HttpRequest) -> HttpResponse:
    """Invite a colleague; the link is sent, and shown once for other ways."""
    actor = agent_of(request).actor
    form = InviteForm(request.POST or None, actor=actor)
    made: list[tuple[Invitation, str]] = []
    if form.is_valid() and done(
        form, lambda: made.append(actions.invite(by=actor, **form.cleaned_data))
    ):
        ((invitation, secret),) = made
        link, was_sent = letters.send_invitation(invitation, secret)
        values = {"invitation": invitation, "link": link, "was_sent": was_sent}
        return render(request, "staff/invited.html", PLACE | values)
    return render(request, "staff/invite.html", PLACE | {"form": form})


@needs(MANAGE_STAFF)
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """End an invitation."""
    actor = agent_of(request).actor
    invitation = get_object_or_404(Invitation, pk=pk)
    if not may_invite(actor, invitation):
        raise Http404
    actions.withdraw(invitation, by=actor)
    messages.success(request, _("The invitation is withdrawn."))
    return redirect("agents")


@needs(MANAGE_STAFF)
def agent(request: HttpRequest, pk: int) -> HttpResponse:
    """One agent: data, role, teams."""
    found, actor = get_object_or_404(_agents(request), pk=pk), agent_of(request).actor
    form = AgentForm(request.POST or None, actor=actor, initial=_initial(found))
    if form.is_valid() and done(form, lambda: actions.change(found, by=actor, **form.cleaned_data)):
        messages.success(request, _("The agent is saved."))
        return redirect("agents")
    values = {"agent": found, "form": form, "may_change": rights.outranks(actor, found)}
    return render(request, "staff/agent.html", PLACE | values)


@needs(MANAGE_STAFF)
@require_POST
def deactivate(request: HttpRequest, pk: int) -> HttpResponse:
    """Let an agent no longer sign in."""
    found = get_object_or_404(Agent.objects.managed_by(agent_of(request).actor), pk=pk)
    actions.deactivate(found, by=agent_of(request).actor)
    messages.success(request, _("%(name)s can no longer sign in.") % {"name": found.name})
    return redirect("agents")


@needs(MANAGE_STAFF)
@require_POST
def reactivate(request: HttpRequest, pk: int) -> HttpResponse:
    """Let an agent sign in again."""
    found = get_object_or_404(Agent.objects.managed_by(agent_of(request).actor), pk=pk)
    actions.reactivate(found, by=agent_of(request).actor)
    messages.success(request, _("%(name)s can sign in again.") % {"name": found.name})
    return redirect("agents")


def _open_invitations() -> QuerySet[Invitation]:
    return (
        Invitation.objects.open()
        .select_related("role", "invited_by__role")
        .prefetch_related("teams")
    )


def _agents(request: HttpRequest) -> QuerySet[Agent]:
    found = Agent.objects.managed_by(agent_of(request).actor)
    return found.select_related("role").prefetch_related("teams")


def _initial(agent: Agent) -> dict[str, Any]:
    return {
        "name": agent.name,
        "email": agent.email,
        "role": agent.role_id,
        "teams": [team.pk for team in agent.teams.all()],
    }
