"""Links between conversations: what one is to another, seen from both sides."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from kundig.conversations import actions
from kundig.conversations.models import Conversation, Relation, State, links_of
from kundig.core import caps
from kundig.core.actor import SYSTEM
from kundig.core.errors import NotAllowed, Refused
from kundig.core.models import Event
from kundig.customers.models import Customer
from kundig.staff.models import Agent, Team
from tests import make

pytestmark = pytest.mark.django_db

PART = {"HX-Request": "true"}


@pytest.fixture
def other(ida: Customer, first_level: Team) -> Conversation:
    return make.conversation(customer=ida, team=first_level, subject="Rahmen gebrochen")


@pytest.fixture
def unseen(ida: Customer, workshop: Team) -> Conversation:
    """A conversation that Ben sees and those of the first level alone do not."""
    return make.conversation(customer=ida, team=workshop, subject="Geheime Sache")


def told(conversation: Conversation) -> list[tuple[str, str]]:
    rows = Event.objects.filter(kind__contains="linked", subject_id=conversation.pk).order_by("pk")
    return [(event.kind.rpartition(".")[2], event.data["relation"]) for event in rows]


def test_a_link_stands_on_both_sides_and_goes_again(
    conversation: Conversation, other: Conversation, anna: Agent
) -> None:
    for _time in range(2):
        actions.link(conversation, by=anna.actor, other=other, relation=Relation.PARENT_OF)
    assert told(conversation) == [("linked", "parent_of")]
    assert told(other) == [("linked", "child_of")]
    for _time in range(2):
        actions.unlink(other, by=anna.actor, other=conversation)
    assert told(conversation)[1:] == [("unlinked", "parent_of")]
    assert not links_of(conversation).exists()


def test_two_conversations_have_one_link_and_a_new_one_takes_its_place(
    conversation: Conversation, other: Conversation
) -> None:
    actions.link(conversation, by=SYSTEM, other=other, relation=Relation.RELATED)
    actions.link(other, by=SYSTEM, other=conversation, relation=Relation.RELATED)
    actions.link(other, by=SYSTEM, other=conversation, relation=Relation.DUPLICATE_OF)
    (link,) = links_of(conversation)
    assert (link.source, link.target, link.relation) == (other, conversation, "duplicate_of")
    assert len(told(conversation)) == 2


def test_nothing_is_part_of_itself_or_of_two(
    conversation: Conversation, other: Conversation, kofi: Customer
) -> None:
    third = make.conversation(customer=kofi, team=conversation.team)
    actions.link(other, by=SYSTEM, other=conversation, relation=Relation.CHILD_OF)
    actions.link(third, by=SYSTEM, other=other, relation=Relation.CHILD_OF)
    with pytest.raises(Refused):
        actions.link(conversation, by=SYSTEM, other=third, relation=Relation.CHILD_OF)
    with pytest.raises(Refused):
        actions.link(third, by=SYSTEM, other=conversation, relation=Relation.CHILD_OF)
    with pytest.raises(Refused):
        actions.link(third, by=SYSTEM, other=third, relation=Relation.RELATED)


def test_conversations_are_not_nested_without_end(
    conversation: Conversation, kofi: Customer
) -> None:
    nested = [conversation]
    for _depth in range(caps.LINK_DEPTH):
        child = make.conversation(customer=kofi, team=conversation.team)
        if len(nested) < caps.LINK_DEPTH:
            actions.link(child, by=SYSTEM, other=nested[-1], relation=Relation.CHILD_OF)
        nested.append(child)
    with pytest.raises(Refused):
        actions.link(nested[-1], by=SYSTEM, other=nested[-2], relation=Relation.CHILD_OF)


def test_a05_a_conversation_out_of_sight_is_not_linked(
    client: Client, conversation: Conversation, ben: Agent, unseen: Conversation
) -> None:
    with pytest.raises(NotAllowed):
        actions.link(unseen, by=ben.actor, other=conversation, relation=Relation.RELATED)
    client.force_login(ben)
    there = reverse("conversation-link", args=[unseen.pk])
    answer = client.post(there, {"into": conversation.pk, "relation": "related"}, headers=PART)
    assert answer.status_code >= 400
    assert not links_of(unseen).exists()


def test_s02_what_one_may_not_see_is_neither_shown_nor_counted(
    client: Client, conversation: Conversation, ben: Agent, unseen: Conversation
) -> None:
    client.force_login(ben)
    page = reverse("conversation-stream", args=[unseen.pk])
    slot = reverse("conversation-links", args=[unseen.pk])
    fetched = f'hx-get="{slot}"'
    assert fetched not in client.get(page, headers=PART).content.decode()
    actions.link(conversation, by=SYSTEM, other=unseen, relation=Relation.CHILD_OF)
    actions.resolve(unseen, by=SYSTEM)
    shown = client.get(page, headers=PART).content.decode()
    assert fetched not in shown
    assert conversation.subject not in shown
    assert client.get(slot, headers=PART).content.decode().strip() == ""


def test_resolving_a_whole_offers_its_parts(
    client: Client, conversation: Conversation, other: Conversation, anna: Agent
) -> None:
    client.force_login(anna)
    actions.link(conversation, by=anna.actor, other=other, relation=Relation.PARENT_OF)
    slot = reverse("conversation-links", args=[conversation.pk])
    assert "Auch als gelöst markieren" not in client.get(slot, headers=PART).content.decode()
    actions.resolve(conversation, by=anna.actor)
    assert "Auch als gelöst markieren" in client.get(slot, headers=PART).content.decode()
    client.post(reverse("conversation-resolve-parts", args=[conversation.pk]), headers=PART)
    other.refresh_from_db()
    assert other.state == State.RESOLVED
    assert "Auch als gelöst markieren" not in client.get(slot, headers=PART).content.decode()


def test_what_was_split_off_stays_linked_until_it_is_undone(
    conversation: Conversation, kofi: Customer, anna: Agent
) -> None:
    make.inbound(customer=kofi, conversation=conversation)
    second = make.inbound(customer=kofi, conversation=conversation)
    made = actions.split(conversation, by=anna.actor, messages=[second])
    assert links_of(made).get().source == conversation
    actions.undo_move(made.moves_in.get(), by=anna.actor)
    assert not links_of(made).exists()


def test_the_dialog_finds_by_number_and_links(
    client: Client, conversation: Conversation, other: Conversation, anna: Agent
) -> None:
    client.force_login(anna)
    dialog = reverse("conversation-choose-link", args=[conversation.pk])
    page = client.get(dialog, {"q": f"#{other.pk}"}, headers=PART).content.decode()
    assert f'value="{other.pk}"' in page
    body = {"into": other.pk, "relation": "follow_up_of"}
    client.post(reverse("conversation-link", args=[conversation.pk]), body, headers=PART)
    slot = reverse("conversation-links", args=[other.pk])
    assert "Darauf folgt" in client.get(slot, headers=PART).content.decode()
