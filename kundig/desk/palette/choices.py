"""The second step of verbs that need to know more: whom, which team, which tag, until when."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kundig.conversations.macros.running import offers
from kundig.conversations.models import Category, Conversation, Priority, branches
from kundig.conversations.offered import (
    offered_agents,
    offered_statuses,
    offered_tags,
    offered_teams,
)
from kundig.conversations.snoozing import UNTIL_REPLY, presets_for
from kundig.core.languages import LANGUAGES
from kundig.desk.palette.command import Command
from kundig.staff.models import Agent
from kundig.web.address import address
from kundig.web.spoken import Words

CHOICES = gettext_lazy("Choose")


def choices_for(step: str, conversation: Conversation, agent: Agent) -> list[Command]:
    """Return what there is to choose from; raises KeyError for a step that does not exist."""
    return list(STEPS[step](conversation, agent))


def _choice(
    conversation: Conversation,
    verb: str,
    field: str,
    value: object,
    words: Words,
    icon: str,
    more: Words = "",
) -> Command:
    return Command(
        name=f"{verb}:{value}",
        words=words,
        icon=icon,
        group=CHOICES,
        more=more,
        post=address(f"conversation-{verb.replace('_', '-')}", conversation.pk),
        values={field: str(value)},
        changes_head=True,
        is_named=True,
    )


def _agents(conversation: Conversation, agent: Agent) -> Iterable[Command]:
    for one in offered_agents(agent):
        more = _("you") if one.pk == agent.pk else ""
        more = more or ("" if one.is_available else str(one.get_availability_display()))
        yield _choice(conversation, "assign", "agent", one.pk, one.name, "user-round", more)
    if conversation.assignee_id:
        yield _choice(conversation, "assign", "agent", "", _("Nobody"), "minus")


def _teams(conversation: Conversation, _agent: Agent) -> Iterable[Command]:
    for team in offered_teams():
        if team.pk != conversation.team_id:
            yield _choice(conversation, "hand_over", "team", team.pk, team.name, "users")


def _tags(conversation: Conversation, _agent: Agent) -> Iterable[Command]:
    for tag in offered_tags(conversation):
        yield _choice(conversation, "tag", "name", tag.name, tag.name, "tag")


def _own_tags(conversation: Conversation, _agent: Agent) -> Iterable[Command]:
    for tag in conversation.tags.all():
        yield _choice(conversation, "untag", "name", tag.name, tag.name, "tag")


def _priorities(conversation: Conversation, _agent: Agent) -> Iterable[Command]:
    for value, words in Priority.choices:
        if value != conversation.priority:
            yield _choice(conversation, "set_priority", "priority", value, words, "flag")


def _categories(conversation: Conversation, _agent: Agent) -> Iterable[Command]:
    for branch in branches(Category.objects.current()):
        one = branch.category
        if one.pk != conversation.category_id:
            more = one.description
            yield _choice(
                conversation, "set_category", "category", one.pk, str(one), "folder", more
            )
    if conversation.category_id:
        yield _choice(conversation, "set_category", "category", "", _("No category"), "minus")


def _statuses(conversation: Conversation, _agent: Agent) -> Iterable[Command]:
    for one in offered_statuses(conversation):
        if one.pk != conversation.status_id:
            more = one.get_state_display()
            yield _choice(
                conversation, "set_status", "status", one.pk, one.name, "circle-dot", more
            )
    if conversation.status_id:
        yield _choice(conversation, "set_status", "status", "", _("No status"), "minus")


def _languages(conversation: Conversation, _agent: Agent) -> Iterable[Command]:
    for code, words in LANGUAGES.items():
        if code != conversation.language:
            yield _choice(conversation, "set_language", "language", code, words, "languages")


def _moments(conversation: Conversation, _agent: Agent) -> Iterable[Command]:
    words = _("Until the customer writes")
    yield _choice(conversation, "snooze", "preset", UNTIL_REPLY, words, "reply")
    for preset in presets_for(conversation.channel):
        at = formats.date_format(timezone.localtime(preset.at), _("D, j M, G:i"))
        yield _choice(
            conversation, "snooze", "preset", preset.name, preset.label, "alarm-clock", at
        )


def _macros(conversation: Conversation, agent: Agent) -> Iterable[Command]:
    for one in offers(conversation, agent):
        more = " · ".join(one.words)
        yield _choice(
            conversation, "run_macro", "macro", one.macro.pk, one.macro.title, "play", more
        )


STEPS: dict[str, Callable[[Conversation, Agent], Iterable[Command]]] = {
    "assign": _agents,
    "hand_over": _teams,
    "tag": _tags,
    "untag": _own_tags,
    "set_priority": _priorities,
    "set_category": _categories,
    "set_language": _languages,
    "set_status": _statuses,
    "snooze": _moments,
    "run_macro": _macros,
}
# What is typed here and does not exist yet can be made.
MAKES = {"tag": ("name", gettext_lazy("Make the tag"))}
