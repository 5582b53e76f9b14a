"""A browser that wants pushes: the installation's key, the browser's address, and the list to strike it from."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kundig.conversations.requests import AgentRequest, for_agents
from kundig.notifications import actions, reading
from kundig.notifications.about import address_of
from kundig.notifications.push.identity import own_key
from kundig.staff.sign_in.browsers import describe


@require_POST
@for_agents
def key(request: AgentRequest) -> HttpResponse:  # noqa: ARG001  # for_agents gives it to every view
    """The key by which the browser will know who sends."""
    return JsonResponse({"key": own_key().public})


@require_POST
@for_agents
def add(request: AgentRequest) -> HttpResponse:
    """Add the browser that asks; its name says what it is."""
    actions.add_device(
        actions.bell_of(request.user),
        by=request.user.actor,
        name=describe(request.headers.get("User-Agent", "")),
        **{name: request.POST.get(name, "") for name in ("endpoint", "key", "auth")},
    )
    messages.success(request, _("This browser is told from now on."))
    return HttpResponse(status=204)


@require_POST
@for_agents
def remove(request: AgentRequest, pk: int) -> HttpResponse:
    """Send no more pushes to one of one's own browsers."""
    device = get_object_or_404(request.user.push_devices, pk=pk)
    actions.remove_device(device, by=request.user.actor)
    messages.success(request, _("%(name)s gets no more pushes.") % {"name": device.name})
    return redirect("own-notifications")


@require_GET
@for_agents
def follow(request: AgentRequest, pk: int) -> HttpResponse:
    """Where the push leads that somebody has pressed; what it was about may be out of sight by now."""
    found = reading.within(request.user).select_related("event").filter(pk=pk).first()
    return redirect(address_of(found) if found else "notifications")
