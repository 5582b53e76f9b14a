"""What the verbs for many conversations can be given: the menus of the bar below the list."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from kundig.conversations.macros.models import Macro
from kundig.conversations.macros.steps import words_of
from kundig.conversations.models import Category, Priority, branches
from kundig.conversations.offered import offered_agents, offered_tags, offered_teams
from kundig.conversations.snoozing import UNTIL_REPLY, presets
from kundig.staff.models import Agent


@dataclass(frozen=True)
class Choice:
    """One item of a menu; `do` is what the form sends."""

    do: str
    words: str
    icon: str
    more: str = ""
    depth: int = 0


def _choice(verb: str, value: Any, words: object, icon: str, more: str = "", **at: int) -> Choice:
    return Choice(f"{verb}:{json.dumps(value)}", str(words), icon, more, **at)


def _agents(agent: Agent) -> Iterable[Choice]:
    for one in offered_agents(agent):
        more = _("you") if one.pk == agent.pk else ""
        more = more or ("" if one.is_available else str(one.get_availability_display()))
        yield _choice("assign", one.pk, one.name, "user-round", more)
    yield _choice("assign", None, _("Nobody"), "minus")


def _teams(_agent: Agent) -> Iterable[Choice]:
    for team in offered_teams():
        yield _choice("hand_over", team.pk, team.name, "users")


def _tags(_agent: Agent) -> Iterable[Choice]:
    return (_choice("tag", tag.name, tag.name, "tag") for tag in offered_tags())


def _own_tags(_agent: Agent) -> Iterable[Choice]:
    return (_choice("untag", tag.name, tag.name, "tag") for tag in offered_tags())


def _priorities(_agent: Agent) -> Iterable[Choice]:
    for value, words in Priority.choices:
        yield _choice("set_priority", value, words, "flag")


def _categories(_agent: Agent) -> Iterable[Choice]:
    for branch in branches(Category.objects.current()):
        one = branch.category
        yield _choice("set_category", one.pk, one, "folder", one.description, depth=branch.depth)
    yield _choice("set_category", None, _("No category"), "minus")


def _moments(_agent: Agent) -> Iterable[Choice]:
    yield _choice("snooze", UNTIL_REPLY, _("Until the customer writes"), "reply")
    for preset in presets():
        at = formats.date_format(timezone.localtime(preset.at), _("D, j M, G:i"))
        yield _choice("snooze", preset.at.isoformat(), preset.label, "alarm-clock", at)


def _macros(agent: Agent) -> Iterable[Choice]:
    for macro in Macro.objects.offered_to(agent).order_by("-use_count", "title"):
        steps = " · ".join(words_of(step, None, agent.actor) for step in macro.steps)
        yield _choice("run_macro", macro.pk, macro.title, "play", steps)


CHOICES: dict[str, Callable[[Agent], Iterable[Choice]]] = {
    "agents": _agents,
    "teams": _teams,
    "tags": _tags,
    "untag": _own_tags,
    "priorities": _priorities,
    "categories": _categories,
    "moments": _moments,
    "macros": _macros,
}
