"""agent.change, deactivate, reactivate: happy, refused, twice, and never above one's own rights."""

from __future__ import annotations

import pytest

from kundig.core.actor import SYSTEM
from kundig.core.errors import NotAllowed, Refused
from kundig.core.models import Event
from kundig.staff import actions
from kundig.staff.models import Agent, Role, Team
from tests import make


def kinds() -> list[str]:
    return list(Event.objects.order_by("id").values_list("kind", flat=True))


@pytest.fixture
def personnel(db: None) -> Agent:
    """Paul manages the staff and holds no other right but seeing conversations."""
    role = make.role(name="Personal", allows=["staff.manage", "conversation.see"])
    return make.agent(name="Paul", role=role)


def test_change_of_name_and_teams_is_recorded(ada: Agent, anna: Agent, workshop: Team) -> None:
    actions.change(anna, by=ada.actor, name="Anna Brandt", teams=[workshop])
    anna.refresh_from_db()
    assert anna.name == "Anna Brandt"
    assert list(anna.teams.all()) == [workshop]
    assert kinds() == ["agent.changed", "agent.teams_set"]


def test_the_same_change_twice_records_once(ada: Agent, anna: Agent) -> None:
    for _ in range(2):
        actions.change(anna, by=ada.actor, name="Anna Brandt", role=ada.role)
    assert kinds().count("agent.changed") == 1
    assert kinds().count("agent.role_given") == 1


def test_agents_without_the_right_change_nobody(anna: Agent, ben: Agent) -> None:
    with pytest.raises(NotAllowed):
        actions.change(ben, by=anna.actor, name="Benno")
    with pytest.raises(NotAllowed):
        actions.deactivate(ben, by=anna.actor)


def test_nobody_gives_a_role_above_their_own(personnel: Agent, ben: Agent, clara: Agent) -> None:
    with pytest.raises(NotAllowed):
        actions.change(personnel, by=personnel.actor, role=clara.role)


def test_nobody_touches_an_agent_with_more_rights(personnel: Agent, ada: Agent) -> None:
    with pytest.raises(NotAllowed):
        actions.change(ada, by=personnel.actor, email="mine@lummer.example")
    with pytest.raises(NotAllowed):
        actions.deactivate(ada, by=personnel.actor)


def test_whoever_is_limited_to_teams_assigns_only_those(first_level: Team, workshop: Team) -> None:
    limited = make.role(name="Teamleitung", allows=["staff.manage"], own_teams_only=True)
    lead = make.agent(name="Lea", role=limited, teams=[workshop])
    with pytest.raises(NotAllowed):
        actions.change(lead, by=lead.actor, teams=[workshop, first_level])


def test_an_address_belongs_to_one_agent_in_any_case(ada: Agent, anna: Agent, ben: Agent) -> None:
    with pytest.raises(Refused):
        actions.change(ben, by=ada.actor, email="Anna@Lummer.example")
    with pytest.raises(Refused):
        actions.change(ben, by=ada.actor, email="no address")
    actions.change(ben, by=ada.actor, email="Benno@Lummer.example")
    assert Agent.objects.get(pk=ben.pk).email == "benno@lummer.example"


def test_the_last_administrator_stays(ada: Agent, anna: Agent) -> None:
    with pytest.raises(Refused):
        actions.deactivate(ada, by=ada.actor)
    with pytest.raises(Refused):
        actions.change(ada, by=ada.actor, role=anna.role)
    second = make.agent(name="Adam", role=ada.role)
    actions.deactivate(ada, by=second.actor)
    assert not Agent.objects.get(pk=ada.pk).is_active


def test_deactivate_and_reactivate(ada: Agent, anna: Agent) -> None:
    text = actions.make_token(anna, by=anna.actor, name="Skript")
    assert text
    session = anna.get_session_auth_hash()
    for _ in range(2):
        actions.deactivate(anna, by=ada.actor)
    assert kinds().count("agent.deactivated") == 1
    assert not anna.tokens.valid().exists()
    actions.reactivate(anna, by=ada.actor)
    anna.refresh_from_db()
    assert anna.is_active
    assert anna.get_session_auth_hash() != session
    assert not anna.tokens.valid().exists()


def test_a_role_rules_at_once(anna: Agent, ada: Agent) -> None:
    role = Role.objects.get(pk=anna.role_id)
    actions.change_role(role, by=ada.actor, allows=["conversation.see"])
    assert not Agent.objects.get(pk=anna.pk).may("conversation.reply")


def test_kundig_itself_may_everything(anna: Agent, ada: Agent) -> None:
    actions.change(anna, by=SYSTEM, role=ada.role)
    assert Agent.objects.get(pk=anna.pk).role == ada.role


def test_a05_who_is_limited_to_a_team_becomes_nobody_of_another(
    ada: Agent, workshop: Team, first_level: Team
) -> None:
    """Another mail address and a new password, and one would read the other team's conversations."""
    role = make.role(name="Teamleitung", allows=["staff.manage"], own_teams_only=True)
    paul = make.agent(name="Paul", role=role, teams=[workshop])
    own = make.agent(name="Olga", role=role, teams=[workshop])
    foreign = make.agent(name="Fred", role=role, teams=[workshop, first_level])
    with pytest.raises(NotAllowed):
        actions.change(foreign, by=paul.actor, email="paul2@lummer.example")
    with pytest.raises(NotAllowed):
        actions.deactivate(foreign, by=paul.actor)
    actions.deactivate(foreign, by=ada.actor)
    with pytest.raises(NotAllowed):
        actions.reactivate(foreign, by=paul.actor)
    actions.change(own, by=paul.actor, email="olga2@lummer.example")
    own.refresh_from_db()
    assert own.email == "olga2@lummer.example"
