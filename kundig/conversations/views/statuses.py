"""The page of the statuses: those of each state, drawn by keyboard or by dragging."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from kundig.conversations import actions
from kundig.conversations.forms import cleaned
from kundig.conversations.models import State, Status
from kundig.conversations.rows import STATE_ICONS
from kundig.conversations.status_forms import NewStatusForm, StatusForm, StatusPlaceForm
from kundig.conversations.views.archiving import done_to_one, guarded
from kundig.staff.forms import done
from kundig.staff.guard import agent_of

PLACE = {"place": "statuses"}


@require_GET
@guarded
def statuses(request: HttpRequest) -> HttpResponse:
    """The statuses by their states, and what was archived."""
    # Counting drops the usual order.
    counted = Status.objects.annotate(used=Count("conversations")).order_by("position", "pk")
    current = list(counted.current())
    context = {
        "states": [
            (state, STATE_ICONS[state], [one for one in current if one.state == state])
            for state in State
        ],
        "archived": counted.exclude(archived_at=None).order_by("name_de"),
    }
    return render(request, "conversations/statuses/list.html", PLACE | context)


@guarded
def make(request: HttpRequest) -> HttpResponse:
    """Add a status."""
    form = NewStatusForm(request.POST or None, initial={"state": request.GET.get("state", "")})
    actor = agent_of(request).actor
    if form.is_valid() and done(form, lambda: actions.make_status(by=actor, **form.cleaned_data)):
        messages.success(request, _("The status is added."))
        return redirect("statuses")
    return _page(request, {"form": form})


@guarded
def status(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a status."""
    found, actor = get_object_or_404(Status.objects.current(), pk=pk), agent_of(request).actor
    initial = {name: getattr(found, name) for name in StatusForm.base_fields}
    form = StatusForm(request.POST or None, initial=initial)
    if form.is_valid() and done(
        form, lambda: actions.change_status(found, by=actor, **form.cleaned_data)
    ):
        messages.success(request, _("The status is saved."))
        return redirect("statuses")
    return _page(request, {"form": form, "status": found})


@require_POST
@guarded
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a status to another place among those of its state."""
    found = get_object_or_404(Status.objects.current(), pk=pk)
    place = cleaned(StatusPlaceForm(request.POST))["place"]
    actions.move_status(found, by=agent_of(request).actor, place=place)
    return redirect("statuses")


archive = done_to_one(
    Status.objects.all,
    actions.archive_status,
    gettext_lazy("The status %(name)s is archived."),
    then="statuses",
)
restore = done_to_one(
    Status.objects.all,
    actions.restore_status,
    gettext_lazy("The status %(name)s is back."),
    then="statuses",
)


def _page(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    code = 422 if context["form"].errors else 200
    return render(request, "conversations/statuses/status.html", PLACE | context, status=code)
