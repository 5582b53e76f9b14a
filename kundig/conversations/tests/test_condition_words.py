"""Conditions as data and in words: what is refused, what a stored one that lost its meaning does, what people read."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation

from kundig.conversations.condition_fields import CONVERSATION_FIELDS
from kundig.conversations.models import Conversation, Tag
from kundig.core import caps
from kundig.core.conditions import Asker, Wrong, describe, holds, is_broken, load, narrow, read
from kundig.customers.models import Customer
from kundig.staff.models import Agent, Team
from tests import make

pytestmark = pytest.mark.django_db

OPEN = {"field": "state", "operator": "is", "value": ["open"]}
WAITING = {
    "field": "waiting_since",
    "operator": "longer_ago",
    "value": {"number": 2, "unit": "days"},
}


def _all(*parts: Any) -> dict[str, Any]:
    return {"match": "all", "of": list(parts)}


def _any(*parts: Any) -> dict[str, Any]:
    return {"match": "any", "of": list(parts)}


def _in_german(source: Any, agent: Agent) -> str:
    asker = Asker(agent.actor)
    with translation.override("de"):
        return describe(read(source, CONVERSATION_FIELDS, asker), asker)


def test_a_condition_reads_like_a_sentence(anna: Agent) -> None:
    teams = [make.team(name=name).pk for name in ("Rechnung", "Versand")]
    team = {"field": "team", "operator": "is", "value": teams}
    source = _all(team, WAITING)
    said = "Team ist Rechnung oder Versand und wartet seit mehr als 2 Tagen"
    assert _in_german(source, anna) == said
    asker = Asker(anna.actor)
    with translation.override("en"):
        assert describe(read(source, CONVERSATION_FIELDS, asker), asker) == (
            "Team is Rechnung or Versand and the customer has been waiting for more than 2 days"
        )


def test_groups_stand_in_brackets(anna: Agent) -> None:
    tag = Tag.objects.create(name="eilt").pk
    tagged = {"field": "tags", "operator": "any_of", "value": [tag]}
    mine = {"field": "assignee", "operator": "is", "value": ["me", "nobody"]}
    spam = {"field": "spam", "operator": "no", "value": None}
    source = _all(_any(tagged, mine), {"match": "none", "of": [OPEN, spam]})
    assert _in_german(source, anna) == (
        "(hat das Schlagwort eilt oder zugewiesen an mich oder niemanden)"
        " und nichts davon trifft zu: (Status ist Offen oder ist kein Spam)"
    )


@pytest.mark.parametrize(
    "source",
    [
        None,
        [],
        "state is open",
        OPEN,
        {"match": "all"},
        _all(),
        {"match": "most", "of": [OPEN]},
        {"match": ["all"], "of": [OPEN]},
        {**_all(OPEN), "more": 1},
        _all({"field": "state", "operator": "is"}),
        _all({"field": "state", "operator": "is", "value": []}),
        _all({"field": "state", "operator": "is", "value": "open"}),
        _all({"field": "state", "operator": "is", "value": ["gone"]}),
        _all({"field": "priority", "operator": "is", "value": [True]}),
        _all({"field": "state", "operator": "is", "value": [["open"]]}),
        _all({"field": "state", "operator": "contains", "value": "open"}),
        _all({"field": "state", "operator": {}, "value": "open"}),
        _all({"field": "password", "operator": "is", "value": "x"}),
        _all({"field": {}, "operator": "is", "value": "x"}),
        _all({**OPEN, "sql": "1=1"}),
        _all({"field": "subject", "operator": "contains", "value": "  "}),
        _all({"field": "subject", "operator": "empty", "value": "x"}),
        _all({"field": "message_count", "operator": "more", "value": "3"}),
        _all({"field": "message_count", "operator": "more", "value": float("nan")}),
        _all({"field": "message_count", "operator": "more", "value": 10**30}),
        _all({"field": "created_at", "operator": "on", "value": "yesterday"}),
        _all({"field": "created_at", "operator": "on", "value": "0001-01-01"}),
        _all({**WAITING, "value": {"number": 0, "unit": "days"}}),
        _all({**WAITING, "value": {"number": 10**9, "unit": "weeks"}}),
        _all({**WAITING, "value": {"number": 2, "unit": ["days"]}}),
        _all(*[OPEN] * (caps.CONDITIONS + 1)),
    ],
)
def test_what_means_nothing_is_refused_with_a_sentence(anna: Agent, source: Any) -> None:
    with pytest.raises(Wrong) as refusal:
        read(source, CONVERSATION_FIELDS, Asker(anna.actor))
    assert refusal.value.sentence


def test_groups_nest_only_so_deep(anna: Agent) -> None:
    source: Any = OPEN
    for _level in range(caps.CONDITION_DEPTH):
        source = _all(source)
    read(source, CONVERSATION_FIELDS, Asker(anna.actor))
    with pytest.raises(Wrong):
        read(_all(source), CONVERSATION_FIELDS, Asker(anna.actor))


@pytest.mark.parametrize("match", ["all", "any", "none"])
@pytest.mark.parametrize(
    "gone",
    [
        {"field": "mood", "operator": "is", "value": ["angry"]},
        {"field": "state", "operator": "smells", "value": ["open"]},
        {"field": "state", "operator": "is", "value": None},
        {"match": "some", "of": [OPEN]},
        {"match": "none", "of": None},
        None,
    ],
)
def test_what_lost_its_meaning_matches_nothing(
    kofi: Customer, anna: Agent, match: str, gone: Any
) -> None:
    conversation = make.conversation(customer=kofi)
    asker = Asker(anna.actor)
    node = load({"match": match, "of": [OPEN, gone]}, CONVERSATION_FIELDS)
    assert is_broken(node)
    assert not narrow(Conversation.objects.all(), node, asker).exists()
    assert not holds(node, conversation, asker)
    assert describe(node, asker)


def test_my_teams_are_those_of_whoever_looks(
    kofi: Customer, anna: Agent, ben: Agent, workshop: Team
) -> None:
    conversation = make.conversation(customer=kofi, team=workshop)
    source = _all({"field": "team", "operator": "is", "value": ["my_teams"]})
    node = load(source, CONVERSATION_FIELDS)
    for agent in (anna, ben):
        asker = Asker(agent.actor, agent.own_teams)
        is_own = workshop.pk in agent.own_teams
        assert narrow(Conversation.objects.all(), node, asker).exists() is is_own
        assert holds(node, conversation, asker) is is_own


def test_what_a_limited_agent_may_not_know_can_not_be_chosen(ben: Agent) -> None:
    foreign = make.team(name="Geheim")
    asker = Asker(ben.actor, ben.own_teams)
    source = _all({"field": "team", "operator": "is", "value": [foreign.pk]})
    with pytest.raises(Wrong):
        read(source, CONVERSATION_FIELDS, asker)
    assert "Geheim" not in describe(load(source, CONVERSATION_FIELDS), asker)
