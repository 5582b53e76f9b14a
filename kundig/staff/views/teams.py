"""Teams and levels."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kundig.staff import actions
from kundig.staff.forms import LevelForm, TeamForm, done
from kundig.staff.guard import agent_of, needs
from kundig.staff.models import Level, Team, TeamQuerySet
from kundig.staff.permissions import MANAGE_STAFF
from kundig.staff.rights import limits

PLACE = {"place": "teams"}


@needs(MANAGE_STAFF)
def teams(request: HttpRequest) -> HttpResponse:
    """The teams within reach, and all levels."""
    people = Count("agents", filter=Q(agents__is_active=True))
    counted = _teams(request).select_related("level").annotate(people=people).order_by("name")
    values = {
        "teams": counted.current(),
        "archived": counted.exclude(archived_at=None),
        "levels": Level.objects.annotate(teams=Count("team")).order_by("rank", "name"),
        "sees_all": limits(agent_of(request).actor) is None,
    }
    return render(request, "staff/teams.html", PLACE | values)


@needs(MANAGE_STAFF, everywhere=True)
def team_make(request: HttpRequest) -> HttpResponse:
    """Make a team."""
    form = TeamForm(request.POST or None)
    actor = agent_of(request).actor
    if form.is_valid() and done(form, lambda: actions.make_team(by=actor, **form.cleaned_data)):
        messages.success(request, _("The team is made."))
        return redirect("teams")
    return render(request, "staff/team.html", PLACE | {"form": form})


@needs(MANAGE_STAFF)
def team(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a team."""
    found, actor = get_object_or_404(_teams(request), pk=pk), agent_of(request).actor
    initial = {"name": found.name, "level": found.level_id, "signature": found.signature}
    form = TeamForm(request.POST or None, initial=initial)
    if form.is_valid() and done(
        form, lambda: actions.change_team(found, by=actor, **form.cleaned_data)
    ):
        messages.success(request, _("The team is saved."))
        return redirect("teams")
    return render(request, "staff/team.html", PLACE | {"form": form, "team": found})


@needs(MANAGE_STAFF)
@require_POST
def team_archive(request: HttpRequest, pk: int) -> HttpResponse:
    """Let nothing new be given to a team."""
    found = get_object_or_404(_teams(request), pk=pk)
    actions.archive_team(found, by=agent_of(request).actor)
    messages.success(request, _("The team %(name)s is archived.") % {"name": found.name})
    return redirect("teams")


@needs(MANAGE_STAFF)
@require_POST
def team_restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring a team back."""
    found = get_object_or_404(_teams(request), pk=pk)
    actions.restore_team(found, by=agent_of(request).actor)
    messages.success(request, _("The team %(name)s is back.") % {"name": found.name})
    return redirect("teams")


@needs(MANAGE_STAFF, everywhere=True)
def level_make(request: HttpRequest) -> HttpResponse:
    """Make a level."""
    form = LevelForm(request.POST or None, initial={"rank": Level.objects.count() + 1})
    actor = agent_of(request).actor
    if form.is_valid() and done(form, lambda: actions.make_level(by=actor, **form.cleaned_data)):
        messages.success(request, _("The level is made."))
        return redirect("teams")
    return render(request, "staff/level.html", PLACE | {"form": form})


@needs(MANAGE_STAFF, everywhere=True)
def level(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a level."""
    found, actor = get_object_or_404(Level, pk=pk), agent_of(request).actor
    form = LevelForm(request.POST or None, initial={"name": found.name, "rank": found.rank})
    if form.is_valid() and done(
        form, lambda: actions.change_level(found, by=actor, **form.cleaned_data)
    ):
        messages.success(request, _("The level is saved."))
        return redirect("teams")
    return render(request, "staff/level.html", PLACE | {"form": form, "level": found})


@needs(MANAGE_STAFF, everywhere=True)
@require_POST
def level_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a level that no team has."""
    actions.remove_level(get_object_or_404(Level, pk=pk), by=agent_of(request).actor)
    messages.success(request, _("The level is removed."))
    return redirect("teams")


def _teams(request: HttpRequest) -> TeamQuerySet:
    return Team.objects.managed_by(agent_of(request).actor)
