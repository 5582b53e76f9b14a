"""Followers: who hears of a conversation without working on it."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from kundig.conversations import actions
from kundig.conversations.models import Conversation
from kundig.core.errors import NotAllowed, Refused
from kundig.core.models import Event
from kundig.staff.models import Agent
from tests import make

pytestmark = pytest.mark.django_db


def names(conversation: Conversation) -> set[str]:
    return {agent.name for agent in conversation.followers.all()}


def test_following_twice_is_following_once(conversation: Conversation, anna: Agent) -> None:
    for _time in range(2):
        actions.follow(conversation, by=anna.actor)
    assert names(conversation) == {anna.name}
    for _time in range(2):
        actions.unfollow(conversation, by=anna.actor)
    assert names(conversation) == set()
    kinds = Event.objects.filter(kind__endswith="followed").order_by("pk")
    assert [event.kind for event in kinds] == ["conversation.followed", "conversation.unfollowed"]


def test_readers_follow_themselves_and_nobody_else(
    conversation: Conversation, rita: Agent, clara: Agent
) -> None:
    actions.follow(conversation, by=rita.actor)
    with pytest.raises(NotAllowed):
        actions.follow(conversation, by=rita.actor, agent=clara)
    assert names(conversation) == {rita.name}


def test_who_may_not_see_it_can_not_follow(
    conversation: Conversation, anna: Agent, ben: Agent
) -> None:
    with pytest.raises(Refused):
        actions.follow(conversation, by=anna.actor, agent=ben)
    assert names(conversation) == set()


def test_who_is_mentioned_follows(conversation: Conversation, anna: Agent, clara: Agent) -> None:
    html = f'<p><span data-agent="{clara.pk}">@{clara.name}</span> bitte</p>'
    actions.note(conversation, by=anna.actor, text=f"@{clara.name} bitte", html=html)
    assert names(conversation) == {clara.name}


def test_followers_go_along_when_conversations_merge(
    conversation: Conversation, anna: Agent, clara: Agent
) -> None:
    other = make.conversation(customer=conversation.customer, team=conversation.team)
    actions.follow(conversation, by=anna.actor)
    actions.merge(conversation, by=clara.actor, into=other)
    assert names(other) == {anna.name}


def test_the_menu_offers_who_may_see_it(
    client: Client, conversation: Conversation, anna: Agent, clara: Agent
) -> None:
    client.force_login(anna)
    actions.follow(conversation, by=anna.actor, agent=clara)
    page = client.get(
        reverse("conversation-followers", args=[conversation.pk]), headers={"HX-Request": "true"}
    ).content.decode()
    assert "Diesem Gespräch folgen" in page
    assert f"{clara.name} als Follower entfernen" in page


def test_the_view_holds_what_one_follows(
    client: Client, conversation: Conversation, anna: Agent
) -> None:
    client.force_login(anna)
    actions.follow(conversation, by=anna.actor)
    assert conversation.subject in client.get("/inbox/followed/").content.decode()
    actions.unfollow(conversation, by=anna.actor)
    assert conversation.subject not in client.get("/inbox/followed/").content.decode()
