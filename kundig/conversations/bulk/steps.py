"""The verbs that can be done to many conversations: their arguments as JSON, what they change, and their opposite."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from kundig.conversations import actions
from kundig.conversations.bulk import putting_back
from kundig.conversations.models import Conversation, Priority, Tag
from kundig.core.actor import Actor
from kundig.core.errors import Refused
from kundig.staff.models import Agent, Team

Values = Mapping[str, Any]
# What the verb changes, as JSON: equal values mean that nothing has changed.
Look = Callable[[Conversation, Values], Any]


@dataclass(frozen=True)
class Step:
    """One verb: `look` tells what it changes, `undo` puts back what was there before."""

    do: Callable[[Conversation, Actor, Values], object]
    look: Look
    undo: Callable[[Conversation, Actor, Any, Values], object]


def _assignee(one: Conversation, _values: Values) -> Any:
    return one.assignee_id


def _agent(pk: int | None) -> Agent | None:
    return Agent.objects.get(pk=pk) if pk else None


def _team_and_assignee(one: Conversation, _values: Values) -> Any:
    return [one.team_id, one.assignee_id]


def _back_to_team(one: Conversation, by: Actor, before: Any, _values: Values) -> None:
    team, agent = before
    if team is None:
        raise Refused(_("It belonged to no team before."))
    actions.hand_over(one, by=by, team=Team.objects.get(pk=team))
    actions.assign(one, by=by, agent=_agent(agent))


def _has_tag(one: Conversation, values: Values) -> bool:
    return one.tags.filter(name__iexact=values["name"]).exists()


def _tag_back(one: Conversation, by: Actor, before: Any, values: Values) -> None:
    verb = actions.tag if before else actions.untag
    verb(one, by=by, name=values["name"])


def _spam_back(one: Conversation, by: Actor, before: Any, _values: Values) -> None:
    verb = actions.mark_spam if before else actions.unmark_spam
    verb(one, by=by)


def _on_state(do: Callable[[Conversation, Actor, Values], object]) -> Step:
    return Step(
        do,
        lambda one, _values: putting_back.state_of(one),
        lambda one, by, before, _values: putting_back.put_back(one, by=by, before=before),
    )


STEPS: dict[str, Step] = {
    "assign": Step(
        lambda one, by, values: actions.assign(one, by=by, agent=_agent(values["agent"])),
        _assignee,
        lambda one, by, before, _values: actions.assign(one, by=by, agent=_agent(before)),
    ),
    "hand_over": Step(
        lambda one, by, values: actions.hand_over(
            one, by=by, team=Team.objects.get(pk=values["team"])
        ),
        _team_and_assignee,
        _back_to_team,
    ),
    "set_priority": Step(
        lambda one, by, values: actions.set_priority(
            one, by=by, priority=Priority(values["priority"])
        ),
        lambda one, _values: int(one.priority),
        lambda one, by, before, _values: actions.set_priority(
            one, by=by, priority=Priority(before)
        ),
    ),
    "tag": Step(
        lambda one, by, values: actions.tag(one, by=by, name=values["name"]), _has_tag, _tag_back
    ),
    "untag": Step(
        lambda one, by, values: actions.untag(one, by=by, name=values["name"]), _has_tag, _tag_back
    ),
    "resolve": _on_state(lambda one, by, _values: actions.resolve(one, by=by)),
    "close": _on_state(lambda one, by, _values: actions.close(one, by=by)),
    "reopen": _on_state(lambda one, by, _values: actions.reopen(one, by=by)),
    "snooze": _on_state(
        lambda one, by, values: actions.snooze(
            one, by=by, until=datetime.fromisoformat(values["until"])
        )
    ),
    "mark_spam": Step(
        lambda one, by, _values: actions.mark_spam(one, by=by),
        lambda one, _values: one.is_spam,
        _spam_back,
    ),
    "unmark_spam": Step(
        lambda one, by, _values: actions.unmark_spam(one, by=by),
        lambda one, _values: one.is_spam,
        _spam_back,
    ),
}


def must_fit(verb: str, values: Values) -> None:
    """Raise Refused where there is no such verb for many, or its arguments name nothing that there is."""
    needed = {"assign": "agent", "hand_over": "team", "set_priority": "priority", "tag": "name"}
    needed |= {"untag": "name", "snooze": "until"}
    if verb not in STEPS or set(values) != ({needed[verb]} if verb in needed else set()):
        raise Refused(_("This can’t be done to many conversations."))
    known = {
        "agent": lambda pk: pk is None or Agent.objects.active().filter(pk=pk).exists(),
        "team": lambda pk: Team.objects.current().filter(pk=pk).exists(),
        "priority": lambda number: number in Priority.values,
        "name": lambda name: (
            isinstance(name, str) and 0 < len(name.strip()) <= Tag.name.field.max_length
        ),
        "until": lambda text: datetime.fromisoformat(text).tzinfo is not None,
    }
    if not all(known[name](value) for name, value in values.items()):
        raise Refused(_("This can’t be done to many conversations."))
