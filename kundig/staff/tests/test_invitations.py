"""agent.invite, invitation.withdraw, invitation.accept."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from kundig.core import caps
from kundig.core.actor import SYSTEM
from kundig.core.errors import NotAllowed, Refused
from kundig.staff import actions, tokens
from kundig.staff.models import Agent, Invitation, Team
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
