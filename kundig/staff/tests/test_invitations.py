"""agent.invite, invitation.withdraw, invitation.accept."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from kundig.core import caps
from kundig.core.actor import SYSTEM
from kundig.core.errors import NotAllowed, Refused
from kundig.staff import actions, tokens
from kundig.staff.invited import is_backed
from kundig.staff.models import Agent, Invitation, Role, Team
from kundig.staff.tests import people
from tests import make


def test_an_invited_person_becomes_an_agent(ada: Agent, anna: Agent, workshop: Team) -> None:
    invitation, secret = actions.invite(
        by=ada.actor, email="Neu@Lummer.example", role=anna.role, teams=[workshop]
    )
    assert secret not in str(Invitation.objects.values_list().get(pk=invitation.pk))
    assert Invitation.objects.open().get(hash=tokens.hash_of(secret)) == invitation
    agent = actions.accept(invitation, by=SYSTEM, name="Nele", password=make.PASSWORD)
    assert agent.email == "neu@lummer.example"
    assert agent.role == anna.role
    assert list(agent.teams.all()) == [workshop]
    assert agent.check_password(make.PASSWORD)


def test_an_invitation_is_accepted_once(ada: Agent, anna: Agent) -> None:
    invitation, _ = actions.invite(by=ada.actor, email="neu@lummer.example", role=anna.role)
    actions.accept(invitation, by=SYSTEM, name="Nele", password=make.PASSWORD)
    with pytest.raises(Refused):
        actions.accept(invitation, by=SYSTEM, name="Nele", password=make.PASSWORD)


def test_an_old_or_withdrawn_invitation_is_refused(ada: Agent, anna: Agent) -> None:
    old, _ = actions.invite(by=ada.actor, email="neu@lummer.example", role=anna.role)
    later = timezone.now() + timedelta(hours=caps.INVITATION_HOURS, seconds=1)
    with time_machine.travel(later), pytest.raises(Refused):
        actions.accept(old, by=SYSTEM, name="Nele", password=make.PASSWORD)
    withdrawn, _ = actions.invite(by=ada.actor, email="neu@lummer.example", role=anna.role)
    actions.withdraw(withdrawn, by=ada.actor)
    with pytest.raises(Refused):
        actions.accept(withdrawn, by=SYSTEM, name="Nele", password=make.PASSWORD)


@pytest.fixture
def paul(db: None) -> Agent:
    """Paul manages the staff and is no administrator."""
    return make.agent(name="Paul", role=make.role(name="Personal", allows=["staff.manage"]))


@pytest.fixture
def helper(db: None) -> Role:
    """A role that Paul may give."""
    return make.role(name="Aushilfe", allows=[])


def invite(paul: Agent, role: Role) -> Invitation:
    return actions.invite(by=paul.actor, email="neu@lummer.example", role=role)[0]


def is_refused(invitation: Invitation) -> bool:
    """Tell whether an invitation that was good a moment ago no longer is."""
    assert is_backed(Invitation.objects.get(pk=invitation.pk)) is False
    with pytest.raises(Refused):
        actions.accept(invitation, by=SYSTEM, name="Nele", password=make.PASSWORD)
    return not Agent.objects.with_address(invitation.email)


def test_l08_an_invitation_ends_with_the_account_of_whoever_invited(
    ada: Agent, paul: Agent, helper: Role
) -> None:
    invitation = invite(paul, helper)
    actions.deactivate(paul, by=ada.actor)
    assert is_refused(invitation)


def test_l08_an_invitation_ends_with_the_right_to_invite(
    ada: Agent, paul: Agent, helper: Role
) -> None:
    invitation = invite(paul, helper)
    actions.change(paul, by=ada.actor, role=helper)
    assert is_refused(invitation)


def test_l08_an_invitation_ends_when_its_role_outgrows_whoever_invited(
    ada: Agent, paul: Agent, helper: Role
) -> None:
    invitation = invite(paul, helper)
    actions.change_role(helper, by=ada.actor, allows=["conversation.see"])
    assert is_refused(Invitation.objects.get(pk=invitation.pk))


def test_l08_an_invitation_ends_when_its_teams_are_out_of_reach(
    ada: Agent, workshop: Team, helper: Role
) -> None:
    limited = make.role(name="Leitung Werkstatt", allows=["staff.manage"], own_teams_only=True)
    paul = make.agent(name="Paul", role=limited, teams=[workshop])
    actions.change_role(helper, by=ada.actor, own_teams_only=True)
    helper.refresh_from_db()
    invitation = actions.invite(
        by=paul.actor, email="neu@lummer.example", role=helper, teams=[workshop]
    )[0]
    actions.change(paul, by=ada.actor, teams=[])
    assert is_refused(invitation)


def test_l08_the_page_of_an_invitation_without_rights_is_not_there(
    ada: Agent, paul: Agent, helper: Role, client: Client
) -> None:
    people.organisation()
    _made, secret = actions.invite(by=paul.actor, email="neu@lummer.example", role=helper)
    assert client.get(f"/invitation/{secret}/").status_code == 200
    actions.deactivate(paul, by=ada.actor)
    data = {"name": "Nele", "password": make.PASSWORD, "repeated": make.PASSWORD}
    assert client.get(f"/invitation/{secret}/").status_code == 404
    assert client.post(f"/invitation/{secret}/", data).status_code == 404
    client.force_login(ada)
    page = client.get("/settings/agents/").content.decode()
    assert "Nicht mehr gültig: Paul" in page


def test_a_second_invitation_ends_the_first(ada: Agent, anna: Agent) -> None:
    first, _ = actions.invite(by=ada.actor, email="neu@lummer.example", role=anna.role)
    second, _ = actions.invite(by=ada.actor, email="neu@lummer.example", role=anna.role)
    assert list(Invitation.objects.open()) == [second]
    assert first.pk != second.pk


def test_whom_one_may_not_invite(ada: Agent, anna: Agent) -> None:
    with pytest.raises(Refused):
        actions.invite(by=ada.actor, email="anna@lummer.example", role=anna.role)
    with pytest.raises(NotAllowed):
        actions.invite(by=anna.actor, email="neu@lummer.example", role=anna.role)
    manager = make.agent(name="Paul", role=make.role(name="Personal", allows=["staff.manage"]))
    with pytest.raises(NotAllowed):
        actions.invite(by=manager.actor, email="neu@lummer.example", role=ada.role)


def test_no_agent_accepts_for_another(ada: Agent, anna: Agent) -> None:
    invitation, _ = actions.invite(by=ada.actor, email="neu@lummer.example", role=anna.role)
    with pytest.raises(NotAllowed):
        actions.accept(invitation, by=anna.actor, name="Nele", password=make.PASSWORD)
