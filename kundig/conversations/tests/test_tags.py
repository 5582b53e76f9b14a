"""Tags: written as their first user wrote them, found in whatever case."""

from __future__ import annotations

import pytest

from kundig.conversations import actions
from kundig.conversations.models import Conversation, Tag
from kundig.core.errors import NotAllowed, Refused
from kundig.staff.models import Agent

pytestmark = pytest.mark.django_db


def names(conversation: Conversation) -> list[str]:
    return list(conversation.tags.values_list("name", flat=True))


def test_a_tag_is_written_as_it_was_made(conversation: Conversation, anna: Agent) -> None:
    actions.tag(conversation, by=anna.actor, name=" Rückgabe ")
    assert names(conversation) == ["Rückgabe"]


def test_the_same_word_in_another_case_is_the_same_tag(
    conversation: Conversation, anna: Agent
) -> None:
    actions.tag(conversation, by=anna.actor, name="Störung")
    actions.tag(conversation, by=anna.actor, name="STÖRUNG")
    assert names(conversation) == ["Störung"]
    assert Tag.objects.count() == 1
    actions.untag(conversation, by=anna.actor, name="störung")
    assert names(conversation) == []


def test_an_empty_tag_is_refused(conversation: Conversation, anna: Agent) -> None:
    with pytest.raises(Refused):
        actions.tag(conversation, by=anna.actor, name="  ")


def test_a_reader_may_not_tag(conversation: Conversation, rita: Agent) -> None:
    with pytest.raises(NotAllowed):
        actions.tag(conversation, by=rita.actor, name="Lob")
