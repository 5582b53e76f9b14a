"""Bulk actions: all or what may be, never beyond reach, cancelled and undone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from kundig.conversations import actions as verbs
from kundig.conversations.bulk import actions, jobs, working_off
from kundig.conversations.bulk.models import BulkItem, BulkRun, Fate, Progress
from kundig.conversations.models import Category, Conversation, Priority, State
from kundig.core import caps
from kundig.core.actor import SYSTEM
from kundig.core.errors import NotAllowed, Refused
from kundig.core.time import now
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


def met(run: BulkRun) -> dict[str, int]:
    return {fate: number for fate, number in run.counts.items() if number}


@pytest.mark.parametrize(
    ("verb", "value"),
    [
        ("assign", "me"),
        ("hand_over", "$team"),
        ("set_category", "$category"),
        ("resolve", None),
        ("close", None),
        ("set_priority", 4),
        ("tag", "eilt"),
        ("mark_spam", None),
        ("snooze", 3),
    ],
)
def test_a_verb_is_done_to_all_and_undone(
    anna: Agent, three: list[Conversation], verb: str, value: Any
) -> None:
    if value == "$team":
        value = make.team(name="Versand").pk
    if value == "$category":
        value = Category.objects.create(name="Lieferung").pk
    columns = [field.attname for field in Conversation._meta.concrete_fields]
    before = list(Conversation.objects.order_by("pk").values(*columns))
    run = actions.start(by=anna.actor, verb=verb, value=value, conversations=three)
    assert (run.progress, met(run)) == (Progress.DONE, {Fate.DONE: 3})
    assert verb == "tag" or list(Conversation.objects.order_by("pk").values(*columns)) != before
    actions.undo(run, by=anna.actor)
    assert (run.progress, met(run)) == (Progress.UNDONE, {Fate.UNDONE: 3})
    assert list(Conversation.objects.order_by("pk").values(*columns)) == before
    assert not Conversation.objects.filter(tags__name="eilt").exists()


def test_whoever_loses_a_conversation_with_its_team_has_it_again(
    anna: Agent, three: list[Conversation]
) -> None:
    for one in three:
        verbs.assign(one, by=SYSTEM, agent=anna)
    other = make.team(name="Versand")
    run = actions.start(by=anna.actor, verb="hand_over", value=other.pk, conversations=three)
    assert Conversation.objects.filter(team=other, assignee=None).count() == 3
    actions.undo(run, by=anna.actor)
    expected = {(three[0].team_id, anna.pk)}
    assert set(Conversation.objects.values_list("team", "assignee")) == expected


def test_what_belonged_to_no_team_belongs_to_none_again(
    anna: Agent, three: list[Conversation], team: Team
) -> None:
    Conversation.objects.update(team=None, assignee=anna)
    run = actions.start(by=anna.actor, verb="hand_over", value=team.pk, conversations=three)
    actions.undo(run, by=anna.actor)
    assert met(run) == {Fate.UNDONE: 3}
    assert Conversation.objects.filter(team=None, assignee=anna).count() == 3


def test_what_is_like_that_already_and_what_is_refused_is_told(
    anna: Agent, three: list[Conversation]
) -> None:
    verbs.resolve(three[0], by=SYSTEM)
    run = actions.start(by=anna.actor, verb="resolve", conversations=three)
    assert met(run) == {Fate.SAME: 1, Fate.DONE: 2}
    verbs.merge(three[1], by=SYSTEM, into=three[2])
    run = actions.start(by=anna.actor, verb="reopen", conversations=three)
    assert met(run) == {Fate.DONE: 2, Fate.REFUSED: 1}
    assert list(run.reasons.values()) == [1]


def test_undoing_leaves_what_somebody_has_changed_since(
    anna: Agent, three: list[Conversation]
) -> None:
    run = actions.start(by=anna.actor, verb="set_priority", value=4, conversations=three)
    verbs.set_priority(three[0], by=SYSTEM, priority=Priority.LOW)
    actions.undo(run, by=anna.actor)
    assert met(run) == {Fate.CHANGED: 1, Fate.UNDONE: 2}
    three[0].refresh_from_db()
    assert three[0].priority == Priority.LOW


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch, three: list[Conversation]) -> list[Conversation]:
    """Three, which are too many to be done at once, and taken one by one."""
    monkeypatch.setattr(caps, "BULK_AT_ONCE", 2)
    monkeypatch.setattr(working_off, "PORTION", 1)
    return three


def test_many_are_done_by_a_job(anna: Agent, many: list[Conversation]) -> None:
    run = actions.start(by=anna.actor, verb="resolve", conversations=many)
    assert met(run) == {Fate.WAITING: 3}
    working_off.work_off(run.pk)
    run.refresh_from_db()
    assert (run.progress, met(run)) == (Progress.DONE, {Fate.DONE: 3})
    actions.undo(run, by=anna.actor)
    assert run.progress == Progress.UNDOING
    working_off.work_off(run.pk)
    run.refresh_from_db()
    assert (run.progress, met(run)) == (Progress.UNDONE, {Fate.UNDONE: 3})


def test_after_its_turn_a_job_lets_others_go_first(
    anna: Agent, many: list[Conversation], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(working_off, "TURN", 2)
    run = actions.start(by=anna.actor, verb="resolve", conversations=many)
    working_off.work_off(run.pk)
    assert met(run) == {Fate.DONE: 2, Fate.WAITING: 1}
    working_off.work_off(run.pk)
    assert met(run) == {Fate.DONE: 3}


def test_a18_cancelled_it_stops_and_what_is_done_can_be_undone(
    anna: Agent, many: list[Conversation], monkeypatch: pytest.MonkeyPatch
) -> None:
    run = actions.start(by=anna.actor, verb="resolve", conversations=many)
    monkeypatch.setattr(working_off, "TURN", 1)
    working_off.work_off(run.pk)
    actions.cancel(run, by=anna.actor)
    working_off.work_off(run.pk)
    assert met(run) == {Fate.DONE: 1, Fate.WAITING: 2}
    actions.undo(run, by=anna.actor)
    monkeypatch.setattr(working_off, "TURN", 5)
    working_off.work_off(run.pk)
    assert met(run) == {Fate.UNDONE: 1, Fate.WAITING: 2}
    assert not Conversation.objects.filter(state=State.RESOLVED).exists()


def test_a05_one_foreign_conversation_and_nothing_is_changed(
    team: Team, three: list[Conversation]
) -> None:
    role = make.role(name="Werkstatt", own_teams_only=True)
    ben = make.agent(name="Ben", role=role, teams=[team])
    other = make.team(name="Versand")
    foreign = make.conversation(customer=three[0].customer, team=other)
    with pytest.raises(NotAllowed):
        actions.start(by=ben.actor, verb="resolve", conversations=[*three, foreign])
    assert not BulkItem.objects.exists()
    assert not Conversation.objects.filter(state=State.RESOLVED).exists()


def test_rights_that_end_meanwhile_end_the_run(anna: Agent, many: list[Conversation]) -> None:
    run = actions.start(by=anna.actor, verb="resolve", conversations=many)
    anna.role.permissions = ["conversation.see"]
    anna.role.save()
    working_off.work_off(run.pk)
    assert met(run) == {Fate.REFUSED: 3}


def test_nobody_cancels_or_undoes_what_others_do(anna: Agent, three: list[Conversation]) -> None:
    run = actions.start(by=anna.actor, verb="resolve", conversations=three)
    ben = make.agent(name="Ben", role=anna.role)
    for verb in (actions.cancel, actions.undo):
        with pytest.raises(NotAllowed):
            verb(run, by=ben.actor)
    assert not BulkRun.objects.visible_to(ben.actor).exists()


@pytest.mark.parametrize(
    ("verb", "value"),
    [
        ("merge", None),
        ("purge", None),
        ("assign", 999),
        ("assign", "nobody"),
        ("hand_over", None),
        ("set_priority", True),
        ("set_priority", 9),
        ("resolve", 1),
        ("tag", ""),
        ("tag", "x" * 61),
        ("snooze", "2026-01-01"),
        ("snooze", "soon"),
        ("snooze", 0),
    ],
)
def test_what_is_not_for_many_is_refused(
    anna: Agent, three: list[Conversation], verb: str, value: Any
) -> None:
    with pytest.raises(Refused):
        actions.start(by=anna.actor, verb=verb, value=value, conversations=three)
    assert not BulkRun.objects.exists()


def test_what_was_done_long_ago_is_forgotten(anna: Agent, three: list[Conversation]) -> None:
    old, new = (
        actions.start(by=anna.actor, verb="tag", value=name, conversations=three)
        for name in ("alt", "neu")
    )
    BulkRun.objects.filter(pk=old.pk).update(created_at=now() - timedelta(days=caps.BULK_DAYS + 1))
    jobs.forget(0)
    assert BulkRun.objects.get() == new
