"""role.make, role.change, role.remove: nobody hands out rights they don't hold."""

from __future__ import annotations

import pytest

from kundig.core.errors import NotAllowed, Refused
from kundig.core.models import Event
from kundig.staff import actions
from kundig.staff.models import Agent, Role
from tests import make


@pytest.fixture
def manager(db: None) -> Agent:
    """Paul manages the staff, sees conversations, and may nothing else."""
    role = make.role(name="Personal", allows=["staff.manage", "conversation.see"])
    return make.agent(name="Paul", role=role)


def test_make_and_change(ada: Agent) -> None:
    role = actions.make_role(by=ada.actor, name="Aushilfe", allows=["conversation.see"])
    actions.change_role(role, by=ada.actor, allows=["conversation.see", "conversation.note"])
    event = Event.objects.get(kind="role.changed")
    assert event.data["given"] == ["conversation.note"]
    actions.change_role(role, by=ada.actor, allows=["conversation.note", "conversation.see"])
    assert Event.objects.filter(kind="role.changed").count() == 1


def test_unknown_rights_and_taken_names_are_refused(ada: Agent, anna: Agent) -> None:
    with pytest.raises(Refused):
        actions.make_role(by=ada.actor, name="Aushilfe", allows=["everything"])
    with pytest.raises(Refused):
        actions.make_role(by=ada.actor, name=anna.role.name.upper())


def test_a_role_with_rights_one_does_not_hold(manager: Agent, clara: Agent) -> None:
    with pytest.raises(NotAllowed):
        actions.make_role(by=manager.actor, name="Mehr", allows=["conversation.reply"])
    with pytest.raises(NotAllowed):
        actions.change_role(manager.role, by=manager.actor, allows=["settings.manage"])
    with pytest.raises(NotAllowed):
        actions.change_role(clara.role, by=manager.actor, allows=[])
    assert Role.objects.get(pk=manager.role_id).permissions == ["staff.manage", "conversation.see"]


def test_whoever_is_limited_makes_no_unlimited_role(db: None) -> None:
    role = make.role(name="Teamleitung", allows=["staff.manage"], own_teams_only=True)
    lead = make.agent(name="Lea", role=role)
    with pytest.raises(NotAllowed):
        actions.change_role(role, by=lead.actor, own_teams_only=False)


def test_the_administrators_role_keeps_its_rights(ada: Agent) -> None:
    with pytest.raises(Refused):
        actions.change_role(ada.role, by=ada.actor, allows=[])
    with pytest.raises(Refused):
        actions.change_role(ada.role, by=ada.actor, own_teams_only=True)
    with pytest.raises(NotAllowed):
        actions.remove_role(ada.role, by=ada.actor)
    actions.change_role(ada.role, by=ada.actor, name="Verwaltung")
    assert Role.objects.get(pk=ada.role_id).name == "Verwaltung"


def test_remove_only_what_nobody_has(ada: Agent, anna: Agent) -> None:
    with pytest.raises(Refused):
        actions.remove_role(anna.role, by=ada.actor)
    role = actions.make_role(by=ada.actor, name="Aushilfe")
    actions.remove_role(role, by=ada.actor)
    assert not Role.objects.filter(name="Aushilfe").exists()
