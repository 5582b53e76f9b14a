"""agent.set_password, set_preferences, set_availability: one's own account and nobody else's."""

from __future__ import annotations

import pytest

from kundig.core.errors import NotAllowed, Refused
from kundig.core.models import Event
from kundig.staff import actions
from kundig.staff.models import Agent, Availability
from kundig.staff.tokens import agent_of_token


def test_a_new_password_ends_sessions_and_tokens(anna: Agent) -> None:
    token = actions.make_token(anna, by=anna.actor, name="Skript")
    session = anna.get_session_auth_hash()
    actions.set_password(anna, by=anna.actor, password="Neun-Zwerge-9")
    anna.refresh_from_db()
    assert anna.check_password("Neun-Zwerge-9")
    assert anna.get_session_auth_hash() != session
    assert agent_of_token(token) is None


def test_preferences(anna: Agent) -> None:
    actions.set_preferences(anna, by=anna.actor, language="en", theme="dark", time_zone="UTC")
    actions.set_preferences(anna, by=anna.actor, language="en")
    anna.refresh_from_db()
    assert (anna.language, anna.theme, anna.time_zone) == ("en", "dark", "UTC")
    assert Event.objects.filter(kind="agent.preferences_set").count() == 1
    with pytest.raises(Refused):
        actions.set_preferences(anna, by=anna.actor, language="tlh")
    with pytest.raises(Refused):
        actions.set_preferences(anna, by=anna.actor, time_zone="../etc/passwd")
    with pytest.raises(Refused):
        actions.set_preferences(anna, by=anna.actor, name="  ")


def test_availability(anna: Agent) -> None:
    for _ in range(2):
        actions.set_availability(anna, by=anna.actor, availability=Availability.AWAY)
    assert Event.objects.filter(kind="agent.availability_set").count() == 1
    assert Agent.objects.get(pk=anna.pk).availability == Availability.AWAY


def test_not_for_others(anna: Agent, ada: Agent) -> None:
    with pytest.raises(NotAllowed):
        actions.set_password(anna, by=ada.actor, password="Neun-Zwerge-9")
    with pytest.raises(NotAllowed):
        actions.set_preferences(anna, by=ada.actor, theme="dark")
    with pytest.raises(NotAllowed):
        actions.set_availability(anna, by=ada.actor, availability=Availability.AWAY)
