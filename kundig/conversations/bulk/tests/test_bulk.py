"""Bulk actions: all or what may be, never beyond reach, cancelled and undone."""

from __future__ import annotations

from typing import Any

import pytest

from kundig.conversations import actions as verbs
from kundig.conversations.bulk import actions
from kundig.conversations.bulk.models import BulkItem, BulkRun, Fate, Progress
from kundig.conversations.bulk.working_off import work_off
from kundig.conversations.models import Conversation, Priority, State
from kundig.core.actor import SYSTEM
from kundig.core.errors import NotAllowed, Refused
from kundig.staff.models import Agent, Team
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Team:
    return make.team(name="Werkstatt")


@pytest.fixture
def anna(team: Team) -> Agent:
    return make.agent(name="Anna", role=make.role(name="Mitarbeiter"), teams=[team])


@pytest.fixture
def three(team: Team) -> list[Conversation]:
    kofi = make.customer(name="Kofi", mail="kofi@mensah.example")
    return [make.conversation(customer=kofi, team=team) for _number in range(3)]


def run_of(who: Agent, verb: str, rows: list[Conversation], **arguments: Any) -> BulkRun:
    run = actions.start(
        by=who.actor, verb=verb, arguments=arguments, conversations=[one.pk for one in rows]
    )
    work_off(run.pk)
    run.refresh_from_db()
    return run


@pytest.mark.parametrize(
    ("verb", "arguments"),
    [
        ("resolve", {}),
        ("close", {}),
        ("set_priority", {"priority": 4}),
        ("tag", {"name": "eilt"}),
        ("mark_spam", {}),
        ("snooze", {"until": "2099-01-01T08:00:00+00:00"}),
    ],
)
def test_a_verb_is_done_to_all_and_undone(
    anna: Agent, three: list[Conversation], verb: str, arguments: dict[str, Any]
) -> None:
    if verb == "snooze":
        arguments = {"until": "2026-12-01T08:00:00+00:00"}
    columns = [field.attname for field in Conversation._meta.concrete_fields]
    before = list(Conversation.objects.order_by("pk").values(*columns))
    run = run_of(anna, verb, three, **arguments)
    assert (run.progress, run.counts()) == (Progress.DONE, {Fate.DONE: 3})
    actions.undo(run, by=anna.actor)
    work_off(run.pk)
    assert run.counts() == {Fate.UNDONE: 3}
    assert list(Conversation.objects.order_by("pk").values(*columns)) == before
    assert not Conversation.objects.filter(tags__name="eilt").exists()


def test_what_is_like_that_already_and_what_is_refused_is_told(
    anna: Agent, three: list[Conversation]
) -> None:
    verbs.resolve(three[0], by=SYSTEM)
    assert run_of(anna, "resolve", three).counts() == {Fate.SAME: 1, Fate.DONE: 2}
    verbs.merge(three[1], by=SYSTEM, into=three[2])
    run = run_of(anna, "reopen", three)
    assert run.counts() == {Fate.DONE: 2, Fate.REFUSED: 1}
    assert list(run.reasons().values()) == [1]


def test_undoing_leaves_what_somebody_has_changed_since(
    anna: Agent, three: list[Conversation]
) -> None:
    run = run_of(anna, "set_priority", three, priority=4)
    verbs.set_priority(three[0], by=SYSTEM, priority=Priority.LOW)
    actions.undo(run, by=anna.actor)
    work_off(run.pk)
    assert run.counts() == {Fate.CHANGED: 1, Fate.UNDONE: 2}
    three[0].refresh_from_db()
    assert three[0].priority == Priority.LOW


def test_cancelled_it_stops_and_what_is_done_can_be_undone(
    anna: Agent, three: list[Conversation]
) -> None:
    run = actions.start(
        by=anna.actor, verb="resolve", arguments={}, conversations=[one.pk for one in three]
    )
    actions.cancel(run, by=anna.actor)
    work_off(run.pk)
    assert run.counts() == {Fate.WAITING: 3}
    assert not Conversation.objects.filter(state=State.RESOLVED).exists()


def test_a05_one_foreign_conversation_and_nothing_is_changed(
    team: Team, three: list[Conversation]
) -> None:
    role = make.role(name="Werkstatt", own_teams_only=True)
    ben = make.agent(name="Ben", role=role, teams=[team])
    other = make.team(name="Versand")
    foreign = make.conversation(customer=three[0].customer, team=other)
    with pytest.raises(NotAllowed):
        run_of(ben, "resolve", [*three, foreign])
    assert not BulkItem.objects.exists()
    assert not Conversation.objects.filter(state=State.RESOLVED).exists()


def test_rights_that_end_meanwhile_end_the_run(anna: Agent, three: list[Conversation]) -> None:
    run = actions.start(
        by=anna.actor, verb="resolve", arguments={}, conversations=[one.pk for one in three]
    )
    anna.role.permissions = ["conversation.see"]
    anna.role.save()
    work_off(run.pk)
    assert run.counts() == {Fate.REFUSED: 3}


def test_nobody_cancels_or_undoes_what_others_do(anna: Agent, three: list[Conversation]) -> None:
    run = run_of(anna, "resolve", three)
    ben = make.agent(name="Ben", role=anna.role)
    for verb in (actions.cancel, actions.undo):
        with pytest.raises(NotAllowed):
            verb(run, by=ben.actor)


@pytest.mark.parametrize(
    ("verb", "arguments"),
    [
        ("merge", {}),
        ("purge", {}),
        ("assign", {"agent": 999}),
        ("resolve", {"x": 1}),
        ("tag", {"name": ""}),
    ],
)
def test_what_is_not_for_many_is_refused(
    anna: Agent, three: list[Conversation], verb: str, arguments: dict[str, Any]
) -> None:
    with pytest.raises(Refused):
        run_of(anna, verb, three, **arguments)
