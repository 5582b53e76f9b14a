"""Teams and levels: make, change, archive, restore, remove."""

from __future__ import annotations

import pytest

from kundig.core.errors import NotAllowed, Refused
from kundig.core.models import Event
from kundig.staff import actions
from kundig.staff.models import Agent, Level, Team


def test_make_and_change_a_team(ada: Agent) -> None:
    level = actions.make_level(by=ada.actor, name="Zweite Stufe", rank=2)
    team = actions.make_team(by=ada.actor, name="Werkstatt", level=level, signature="Gruß\r\nTeam")
    assert team.signature == "Gruß\nTeam"
    actions.change_team(team, by=ada.actor, name="Werkstatt Süd", level=None)
    event = Event.objects.get(kind="team.changed")
    assert sorted(event.data["fields"]) == ["level", "name"]
    assert Team.objects.get(pk=team.pk).level is None


def test_a_signature_is_erased_only_by_saying_so(ada: Agent) -> None:
    team = actions.make_team(by=ada.actor, name="Werkstatt", signature="Gruß")
    actions.change_team(team, by=ada.actor, name="Werkstatt Süd", level=None)
    assert Team.objects.get(pk=team.pk).signature == "Gruß"
    actions.change_team(team, by=ada.actor, name="Werkstatt Süd", level=None, signature="")
    assert Team.objects.get(pk=team.pk).signature == ""


def test_names_are_there_once(ada: Agent, workshop: Team, first_level: Team) -> None:
    with pytest.raises(Refused):
        actions.make_team(by=ada.actor, name="werkstatt")
    with pytest.raises(Refused):
        actions.change_team(first_level, by=ada.actor, name="Werkstatt", level=None)
    with pytest.raises(Refused):
        actions.make_team(by=ada.actor, name=" \n ")


def test_archive_and_restore_twice(ada: Agent, workshop: Team) -> None:
    for _ in range(2):
        actions.archive_team(workshop, by=ada.actor)
    assert workshop not in Team.objects.current()
    for _ in range(2):
        actions.restore_team(workshop, by=ada.actor)
    assert workshop in Team.objects.current()
    kinds = list(Event.objects.values_list("kind", flat=True))
    assert kinds.count("team.archived") == kinds.count("team.restored") == 1


def test_a_level_is_removed_when_no_team_has_it(ada: Agent, workshop: Team) -> None:
    level = actions.make_level(by=ada.actor, name="Dritte Stufe", rank=3)
    actions.change_level(level, by=ada.actor, name="Hersteller", rank=4)
    actions.change_team(workshop, by=ada.actor, name="Werkstatt", level=level)
    with pytest.raises(Refused):
        actions.remove_level(level, by=ada.actor)
    actions.change_team(workshop, by=ada.actor, name="Werkstatt", level=None)
    actions.remove_level(level, by=ada.actor)
    assert not Level.objects.exists()


def test_agents_change_no_teams(anna: Agent, workshop: Team) -> None:
    with pytest.raises(NotAllowed):
        actions.archive_team(workshop, by=anna.actor)
    with pytest.raises(NotAllowed):
        actions.make_level(by=anna.actor, name="Dritte Stufe", rank=3)
