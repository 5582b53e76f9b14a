"""The pages on which people choose what they are told of, and administrators what their roles are told of."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kundig.conversations.requests import AgentRequest, for_agents
from kundig.notifications import actions
from kundig.notifications.forms import BellForm
from kundig.notifications.kinds import Way
from kundig.notifications.matrix import matrix, sent
from kundig.notifications.models import Bell, RoleWays
from kundig.staff.guard import agent_of, needs
from kundig.staff.models import Agent, Role
from kundig.staff.permissions import MANAGE_SETTINGS

FIELDS = ("quiet_from", "quiet_until", "rhythm", "digest_at", "says_subject")


@for_agents
def own(request: AgentRequest) -> HttpResponse:
    """One's own table, quiet hours and digest."""
    agent = request.user
    bell = Bell.objects.filter(agent=agent).first() or Bell(agent=agent)
    form = BellForm(request.POST or None, initial={name: getattr(bell, name) for name in FIELDS})
    if form.is_valid():
        actions.set_bell(
            actions.bell_of(agent), by=agent.actor, ways=sent(request.POST), **form.cleaned_data
        )
        messages.success(request, _("Your settings are saved."))
        return redirect("own-notifications")
    rows = matrix(sent(request.POST)) if request.POST else matrix(bell.ways, _of_role(agent.role))
    context = {
        "place": "own-notifications",
        "form": form,
        "rows": rows,
        "ways": list(Way),
        "is_own_choice": bool(bell.ways),
        "devices": agent.push_devices.order_by("pk"),
        "zone": timezone.get_current_timezone_name(),
    }
    return render(request, "notifications/own.html", context)


@require_POST
@for_agents
def like_role(request: AgentRequest) -> HttpResponse:
    """Forget one's own choice of kinds: the role's counts again."""
    actions.follow_role(actions.bell_of(request.user), by=request.user.actor)
    messages.success(request, _("You are told of what your role is told of."))
    return redirect("own-notifications")


@needs(MANAGE_SETTINGS, everywhere=True)
@require_GET
def roles(request: HttpRequest) -> HttpResponse:
    """The roles, each with a page of its own."""
    found = Role.objects.select_related("notification_ways")
    return render(
        request, "notifications/roles.html", {"place": "role-notifications", "roles": found}
    )


@needs(MANAGE_SETTINGS, everywhere=True)
def role(request: HttpRequest, pk: int) -> HttpResponse:
    """What the agents of a role are told of as long as they choose nothing else."""
    found = get_object_or_404(Role, pk=pk)
    if request.method == "POST":
        actions.set_role_ways(found, by=agent_of(request).actor, ways=sent(request.POST))
        messages.success(request, _("The role’s notifications are saved."))
        return redirect("role-notifications")
    others = Agent.objects.active().filter(role=found).exclude(bell=None).exclude(bell__ways={})
    context = {
        "place": "role-notifications",
        "role": found,
        "rows": matrix(_of_role(found)),
        "ways": list(Way),
        "others": others.count(),
    }
    return render(request, "notifications/role.html", context)


def _of_role(role: Role) -> dict[str, list[str]]:
    found = RoleWays.objects.filter(role=role).first()
    return found.ways if found else {}
