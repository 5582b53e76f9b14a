"""The palette offers what can be done here and now, and nothing that one may not do or see."""

from __future__ import annotations

import html
import json
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from kundig.conversations import actions
from kundig.conversations.models import Conversation
from kundig.core.actor import SYSTEM
from kundig.customers.models import Company, Customer
from kundig.staff.models import Agent, Team
from tests import make

_ATTRIBUTE = re.compile(r'data-([a-z]+)="([^"]*)"')


@pytest.fixture
def annas(client: Client, anna: Agent) -> Client:
    """Anna, signed in."""
    client.force_login(anna)
    return client


def _lines(
    client: Client, name: str = "palette", *parts: str | int, **query: Any
) -> dict[str, Any]:
    answer = client.get(reverse(name, args=parts), query)
    assert answer.status_code == 200
    lines = [dict(_ATTRIBUTE.findall(line)) for line in answer.text.split("<li ")[1:]]
    return {
        line.get("name", "make"): {k: html.unescape(v) for k, v in line.items()} for line in lines
    }


def test_verbs_of_the_open_conversation(annas: Client, conversation: Conversation) -> None:
    lines = _lines(annas, conversation=conversation.pk)
    assert lines["verb:resolve"]["post"] == f"/conversations/{conversation.pk}/resolve/"
    assert lines["verb:assign"]["step"] == f"/conversations/{conversation.pk}/palette/assign/"
    for written in ("reply", "note", "forward"):
        assert lines[f"verb:{written}"]["press"] == written
        assert "post" not in lines[f"verb:{written}"]
    at_once = {name for name in lines if name.startswith("verb:") and "post" in lines[name]}
    # Done without being asked: whoever adds a verb that needs no more looks whether that is right.
    assert at_once == {
        "verb:resolve",
        "verb:close",
        "verb:follow",
        "verb:unfollow",
        "verb:mark_spam",
        "verb:block_sender",
    }
    assert "verb:reopen" not in lines
    assert not [name for name in _lines(annas) if name.startswith("verb:")]


def test_what_fits_the_state(annas: Client, conversation: Conversation, anna: Agent) -> None:
    actions.resolve(conversation, by=anna.actor)
    lines = _lines(annas, conversation=conversation.pk)
    assert "verb:reopen" in lines
    assert "verb:resolve" not in lines


def test_words_of_both_languages_and_others_find_it(
    annas: Client, conversation: Conversation
) -> None:
    words = _lines(annas, conversation=conversation.pk)["verb:resolve"]["words"]
    assert "gelöst" in words
    assert "resolved" in words
    assert "finished" in words


def test_places_views_and_settings(annas: Client, anna: Agent) -> None:
    make.saved_view(owner=anna, name="Pumpen")
    lines = _lines(annas)
    assert lines["place:customers"]["href"] == "/customers/"
    assert lines["view:mine"]["href"] == "/inbox/mine/"
    assert "setting:profile" in lines
    assert "setting:audit" not in lines
    assert "Pumpen" in [line["words"].strip() for line in lines.values()]


@pytest.mark.parametrize(
    ("step", "chosen"),
    [
        ("set_priority", {"priority": "4"}),
        ("tag", {"name": "Pumpe"}),
        ("snooze", {"preset": "tomorrow"}),
    ],
)
def test_a_step_offers_what_the_verb_takes(
    annas: Client, conversation: Conversation, step: str, chosen: dict[str, str]
) -> None:
    other = make.conversation(customer=conversation.customer, subject="Andere")
    actions.tag(other, by=SYSTEM, name="Pumpe")
    lines = _lines(annas, "palette-step", conversation.pk, step)
    line = next(one for one in lines.values() if json.loads(one.get("values", "{}")) == chosen)
    assert annas.post(line["post"], chosen).status_code == 302


def test_colleagues_and_teams(annas: Client, conversation: Conversation, anna: Agent) -> None:
    team = make.team(name="Werkstatt")
    people = _lines(annas, "palette-step", conversation.pk, "assign")
    assert next(iter(people)) == f"assign:{anna.pk}"
    assert f"hand_over:{team.pk}" in _lines(annas, "palette-step", conversation.pk, "hand_over")


def test_a_tag_can_be_made(annas: Client, conversation: Conversation) -> None:
    made = _lines(annas, "palette-step", conversation.pk, "tag")["make"]
    assert made["makes"] == "name"


def test_found_while_typing(annas: Client, conversation: Conversation, kofi: Customer) -> None:
    company = Company.objects.create(name="Kofimax Werke")
    lines = _lines(annas, "palette-found", q="kof")
    assert f"customer:{kofi.pk}" in lines
    assert f"company:{company.pk}" in lines
    by_number = _lines(annas, "palette-found", q=f"#{conversation.pk}")
    assert list(by_number) == [f"conversation:{conversation.pk}"]


@pytest.mark.parametrize("text", ["'", "%_\\", "((((", "!!!&|", "a:*b", "\0", "x" * 5000])
def test_s01_whatever_is_typed(annas: Client, text: str) -> None:
    assert annas.get(reverse("palette-found"), {"q": text}).status_code == 200
    assert annas.get(reverse("palette"), {"recent": text, "conversation": text}).status_code == 200


def test_what_was_chosen_before_comes_back(annas: Client, conversation: Conversation) -> None:
    name = f"conversation:{conversation.pk}"
    assert name in _lines(annas, recent=f"{name},verb:x,conversation:9999999,customer:-1")


def test_s02_nothing_out_of_reach(
    client: Client, conversation: Conversation, kofi: Customer
) -> None:
    team: Team = make.team(name="Andere")
    limited = make.role(name="Begrenzt", own_teams_only=True)
    client.force_login(make.agent(name="Lea", role=limited, teams=[team]))
    names = f"conversation:{conversation.pk},customer:{kofi.pk}"
    lines = _lines(client, recent=names, conversation=conversation.pk)
    assert not {"verb:resolve", *names.split(",")} & set(lines)
    assert not _lines(client, "palette-found", q="kofi")
    assert not _lines(client, "palette-found", q=str(conversation.pk))
    url = reverse("palette-step", args=[conversation.pk, "assign"])
    assert client.get(url).status_code == 404


def test_who_may_only_read_is_offered_to_follow_alone(
    client: Client, conversation: Conversation
) -> None:
    reader = make.role(name="Leser", allows=["conversation.see"])
    client.force_login(make.agent(name="Rea", role=reader))
    lines = _lines(client, conversation=conversation.pk)
    offered = {name for name in lines if name.startswith("verb:")}
    # Hearing of a conversation changes nothing about it.
    assert offered == {"verb:follow", "verb:unfollow"}
    assert "do:start" not in lines
    url = reverse("palette-step", args=[conversation.pk, "assign"])
    assert client.get(url).status_code == 403


def test_queries(
    annas: Client, conversation: Conversation, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    _lines(annas, conversation=conversation.pk)
    with django_assert_max_num_queries(6):
        _lines(annas, conversation=conversation.pk)
