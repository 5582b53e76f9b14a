"""organisation.set_up and organisation.change."""

from __future__ import annotations

import pytest

from kundig.core.actor import SYSTEM
from kundig.core.errors import NotAllowed, Refused
from kundig.core.permissions import Standing
from kundig.staff import actions
from kundig.staff.models import Agent, Level, Organisation, Role, Team
from tests import make

LUMMER = {
    "name": "Lummer",
    "language": "de",
    "administrator": "Ada",
    "email": "ada@lummer.example",
    "password": make.PASSWORD,
}


def test_the_first_roles_and_their_rights(db: None) -> None:
    beginning = actions.set_up(by=SYSTEM, **LUMMER)
    assert beginning.administrator.may("staff.manage")
    assert beginning.administrator.check_password(make.PASSWORD)
    lead, agent, reader = (
        set(beginning.roles[standing].permissions)
        for standing in (Standing.LEAD, Standing.AGENT, Standing.READER)
    )
    assert reader == {"conversation.see", "customer.see"}
    assert {"conversation.reply", "customer.change"} <= agent <= lead
    assert not {"staff.manage", "settings.manage", "system.see"} & lead
    assert Level.objects.count() == 2
    assert Team.objects.get() in beginning.administrator.teams.all()


def test_names_are_in_the_chosen_language(db: None) -> None:
    actions.set_up(by=SYSTEM, **{**LUMMER, "language": "en"})
    names = set(Role.objects.values_list("name", flat=True))
    assert names == {"Administrator", "Lead", "Agent", "Reader"}


def test_there_is_one_organisation(db: None) -> None:
    actions.set_up(by=SYSTEM, **LUMMER)
    with pytest.raises(Refused):
        actions.set_up(by=SYSTEM, **{**LUMMER, "email": "eve@lummer.example"})
    assert Agent.objects.count() == 1
    assert Role.objects.count() == 4


def test_only_kundig_itself_sets_up(ada: Agent) -> None:
    with pytest.raises(NotAllowed):
        actions.set_up(by=ada.actor, **LUMMER)


def test_change(ada: Agent, anna: Agent) -> None:
    organisation = Organisation.objects.create(pk=1, name="Lummer")
    actions.change_organisation(organisation, by=ada.actor, name="Lummer & Söhne", language="en")
    organisation.refresh_from_db()
    assert (organisation.name, organisation.language) == ("Lummer & Söhne", "en")
    with pytest.raises(NotAllowed):
        actions.change_organisation(organisation, by=anna.actor, name="Anders")
