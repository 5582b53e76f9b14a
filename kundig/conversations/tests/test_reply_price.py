"""What an answer costs, and that its conversation is still guarded where the view has locked it."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from kundig.conversations import actions
from kundig.conversations.models import Conversation, State
from kundig.core.actions import holding
from kundig.core.errors import NotAllowed, Refused
from kundig.core.models import AuditEntry
from kundig.staff.models import Agent


def _locked(conversation: Conversation) -> Conversation:
    return Conversation.objects.select_for_update().get(pk=conversation.pk)


def test_an_answer_takes_few_queries(
    client: Client,
    conversation: Conversation,
    anna: Agent,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    client.force_login(anna)
    address, words = f"/conversations/{conversation.pk}/reply/", {"text": "Gern."}
    client.post(address, words, headers={"HX-Request": "true"})
    with django_assert_max_num_queries(13):
        client.post(address, words, headers={"HX-Request": "true"})


def test_what_is_held_is_not_fetched_again_but_by_one_verb_only(
    conversation: Conversation, anna: Agent
) -> None:
    with holding(lambda: _locked(conversation)) as held:
        held.subject = "Nicht gespeichert"
        actions.reply(held, by=anna.actor, text="Gern.")
        assert held.subject == "Nicht gespeichert"
        actions.resolve(held, by=anna.actor)
        assert held.subject != "Nicht gespeichert"


def test_another_conversation_is_not_held(conversation: Conversation, anna: Agent) -> None:
    other = Conversation.objects.get(pk=conversation.pk)
    other.subject = "Nicht gespeichert"
    with holding(lambda: _locked(conversation)):
        actions.resolve(other, by=anna.actor)
    assert other.subject != "Nicht gespeichert"


def test_a_refusal_undoes_the_block_and_leaves_its_trace(
    conversation: Conversation, rita: Agent
) -> None:
    with pytest.raises(NotAllowed), holding(lambda: _locked(conversation)) as held:
        actions.reply(held, by=rita.actor, text="Gern.")
    assert AuditEntry.objects.get().data == {"act": "conversation.reply"}
    assert conversation.messages.filter(text="Gern.").count() == 0


def test_a_refused_answer_changes_nothing(conversation: Conversation, anna: Agent) -> None:
    with pytest.raises(Refused), holding(lambda: _locked(conversation)) as held:
        actions.reply(held, by=anna.actor, text=" ")
    conversation.refresh_from_db()
    assert conversation.state == State.OPEN


def test_who_may_not_see_it_finds_no_conversation(
    client: Client, conversation: Conversation, ben: Agent
) -> None:
    client.force_login(ben)
    for pk in (conversation.pk, conversation.pk + 1):
        assert client.post(f"/conversations/{pk}/reply/", {"text": "Gern."}).status_code == 404
    assert conversation.messages.count() == 1
