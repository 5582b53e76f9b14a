"""Where one can go, and what can be done from everywhere."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kundig.conversations import permissions
from kundig.conversations.listing import own_views, team_views, views
from kundig.desk.palette.command import Command
from kundig.staff.models import Agent, Availability
from kundig.web.address import address
from kundig.web.places import places_for
from kundig.web.settings_search import all_settings

VIEWS, PLACES, SETTINGS = _("Views"), _("Places"), _("Settings")
GENERAL = _("Everywhere")


def everywhere(agent: Agent) -> list[Command]:
    """Return what can be done whatever stands open."""
    start = Command(
        name="do:start",
        words=_("New conversation"),
        icon="square-pen",
        group=GENERAL,
        synonyms=_("write a mail, compose"),
        href=reverse("conversation-start"),
    )
    keys = Command(
        name="do:keys",
        words=_("Show all keys"),
        icon="keyboard",
        group=GENERAL,
        synonyms=_("shortcuts, help"),
        press="keys",
        shortcut="keys",
    )
    is_dense = agent.density == "compact"
    density = Command(
        name="do:comfortable" if is_dense else "do:dense",
        words=_("Comfortable list") if is_dense else _("Dense list"),
        icon="list",
        group=GENERAL,
        synonyms=_("density, compact, rows, more on the screen"),
        post=reverse("density"),
        values={"density": "" if is_dense else "compact"},
    )
    states = [_availability(state) for state in Availability if state != agent.availability]
    return [*([start] if agent.may(permissions.REPLY) else []), keys, density, *states]


def _availability(state: Availability) -> Command:
    return Command(
        name=f"availability:{state.value}",
        words=state.label,
        icon="clock",
        group=GENERAL,
        synonyms=_("availability, presence, break"),
        post=reverse("availability"),
        values={"availability": state.value},
    )


def where_to_go(request: HttpRequest, agent: Agent) -> list[Command]:
    """Return the views, the places of the rail, and the settings with their pages."""
    return [*_views(agent), *_places(request), *_settings(request)]


def _views(agent: Agent) -> list[Command]:
    usual = [(view, False) for view in views()]
    named = [(view, True) for view in (*own_views(agent), *team_views(agent))]
    return [
        Command(
            name=f"view:{view.name}",
            words=view.label,
            icon=view.icon,
            group=VIEWS,
            href=address("inbox", view.name),
            is_named=is_named,
        )
        for view, is_named in usual + named
    ]


def _places(request: HttpRequest) -> list[Command]:
    found = [*places_for(request, "rail"), *places_for(request, "rail-end")]
    return [
        Command(
            name=f"place:{place.name}",
            words=place.label,
            icon=place.icon,
            group=PLACES,
            synonyms=place.words,
            href=place.url,
            shortcut=f"go-{place.name}",
        )
        for place in found
    ]


def _settings(request: HttpRequest) -> list[Command]:
    return [
        Command(
            name=f"setting:{one.place.name}" + (f":{one.setting.anchor}" if one.setting else ""),
            words=one.label,
            icon=one.place.icon,
            group=SETTINGS,
            synonyms=one.setting.words if one.setting else one.place.words,
            more=one.within,
            href=one.url,
        )
        for one in all_settings(request)
    ]
