"""Roles and what they allow."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kundig.core.permissions import permissions
from kundig.staff import actions, rights
from kundig.staff.forms import RoleForm, done
from kundig.staff.guard import agent_of, needs
from kundig.staff.models import Role
from kundig.staff.permissions import MANAGE_STAFF

PLACE = {"place": "roles"}


@needs(MANAGE_STAFF, everywhere=True)
def roles(request: HttpRequest) -> HttpResponse:
    """All roles."""
    counted = Role.objects.annotate(people=Count("agent", filter=Q(agent__is_active=True)))
    counted = counted.order_by("name")
    values = {"roles": counted, "all_rights": len(permissions())}
    return render(request, "staff/roles.html", PLACE | values)


@needs(MANAGE_STAFF, everywhere=True)
def role_make(request: HttpRequest) -> HttpResponse:
    """Make a role."""
    actor = agent_of(request).actor
    form = RoleForm(request.POST or None)
    if form.is_valid() and done(form, lambda: actions.make_role(by=actor, **_data(form))):
        messages.success(request, _("The role is made."))
        return redirect("roles")
    return render(request, "staff/role.html", PLACE | {"form": form})


@needs(MANAGE_STAFF, everywhere=True)
def role(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a role; of the administrator's only the name."""
    found, actor = get_object_or_404(Role, pk=pk), agent_of(request).actor
    initial = {
        "name": found.name,
        "own_teams_only": found.own_teams_only,
        "allows": found.permissions,
    }
    form = RoleForm(request.POST or None, initial=initial)
    if form.is_valid():
        data = {"name": form.cleaned_data["name"]} if found.is_administrator else _data(form)
        if done(form, lambda: actions.change_role(found, by=actor, **data)):
            messages.success(request, _("The role is saved."))
            return redirect("roles")
    values = {"form": form, "role": found, "may_change": rights.holds(actor, found)}
    return render(request, "staff/role.html", PLACE | values)


@needs(MANAGE_STAFF, everywhere=True)
@require_POST
def role_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a role that nobody has."""
    actions.remove_role(get_object_or_404(Role, pk=pk), by=agent_of(request).actor)
    messages.success(request, _("The role is removed."))
    return redirect("roles")


def _data(form: RoleForm) -> dict[str, Any]:
    return {
        "name": form.cleaned_data["name"],
        "own_teams_only": form.cleaned_data["own_teams_only"],
        "allows": form.allows(),
    }
