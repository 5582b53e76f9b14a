"""conversation.resolve: happy, refused, twice, outsider."""

from __future__ import annotations

import pytest

from kundig.conversations import actions
from kundig.conversations.models import Conversation, State
from kundig.core.errors import NotAllowed
from kundig.core.models import Event
from kundig.staff.models import Agent


def test_resolve_ends_the_waiting(conversation: Conversation, anna: Agent) -> None:
    actions.resolve(conversation, by=anna.actor)
    conversation.refresh_from_db()
    assert conversation.state == State.RESOLVED
    assert conversation.resolved_at is not None
    assert conversation.waiting_since is None


def test_resolve_twice_records_once(conversation: Conversation, anna: Agent) -> None:
    actions.resolve(conversation, by=anna.actor)
    actions.resolve(conversation, by=anna.actor)
    assert Event.objects.filter(kind="conversation.resolved").count() == 1


def test_a_reader_may_not_resolve(conversation: Conversation, rita: Agent) -> None:
    with pytest.raises(NotAllowed):
        actions.resolve(conversation, by=rita.actor)
    conversation.refresh_from_db()
    assert conversation.state == State.OPEN


def test_an_agent_of_another_team_may_not_resolve(conversation: Conversation, ben: Agent) -> None:
    with pytest.raises(NotAllowed):
        actions.resolve(conversation, by=ben.actor)
