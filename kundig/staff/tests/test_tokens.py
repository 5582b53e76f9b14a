"""token.make, token.revoke, and whose token a text is."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from kundig.core import caps
from kundig.core.errors import NotAllowed, Refused
from kundig.staff import actions
from kundig.staff.models import Agent, Token
from kundig.staff.tokens import agent_of_token


def test_a_token_is_its_agent_and_only_its_hash_is_kept(anna: Agent) -> None:
    text = actions.make_token(anna, by=anna.actor, name="Skript")
    assert agent_of_token(text) == anna
    assert text not in str(Token.objects.values_list().get())
    assert Token.objects.get().used_at is not None


@pytest.mark.parametrize(
    "text", ["", "kundig_", "kundig_x", "\x00", "\ud800", "kundig_" + "a" * 9999]
)
def test_anything_else_is_nobody(anna: Agent, text: str) -> None:
    assert agent_of_token(text) is None


def test_revoked_and_expired_tokens_are_nobody(anna: Agent) -> None:
    text = actions.make_token(anna, by=anna.actor, name="Skript", days=7)
    with time_machine.travel(timezone.now() + timedelta(days=7, seconds=1)):
        assert agent_of_token(text) is None
    assert agent_of_token(text) == anna
    for _ in range(2):
        actions.revoke_token(anna.tokens.get(), by=anna.actor)
    assert agent_of_token(text) is None


def test_nobody_makes_or_revokes_for_another(anna: Agent, ada: Agent) -> None:
    with pytest.raises(NotAllowed):
        actions.make_token(anna, by=ada.actor, name="Fremd")
    actions.make_token(anna, by=anna.actor, name="Skript")
    with pytest.raises(NotAllowed):
        actions.revoke_token(anna.tokens.get(), by=ada.actor)


def test_limits(anna: Agent) -> None:
    for days in (0, caps.TOKEN_DAYS + 1):
        with pytest.raises(Refused):
            actions.make_token(anna, by=anna.actor, name="Skript", days=days)
    for number in range(caps.TOKENS_PER_AGENT):
        actions.make_token(anna, by=anna.actor, name=f"Skript {number}")
    with pytest.raises(Refused):
        actions.make_token(anna, by=anna.actor, name="Eins zu viel")
