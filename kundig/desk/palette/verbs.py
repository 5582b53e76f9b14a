"""What can be done with the open conversation: the registry's verbs that its state and one's rights allow."""

from __future__ import annotations

import functools
from collections.abc import Callable

from django.urls import NoReverseMatch
from django.utils.translation import gettext_lazy as _

from kundig.conversations.models import Conversation, State
from kundig.core.actions import Action, actions
from kundig.desk.palette.choices import STEPS
from kundig.desk.palette.command import Command
from kundig.staff.models import Agent
from kundig.web.address import address
from kundig.web.keys import KEYS
from kundig.web.spoken import Words

HERE = _("This conversation")

# Verbs that make sense in some states only; all others are always offered.
_FITS: dict[str, Callable[[Conversation], bool]] = {
    "resolve": lambda one: one.is_open,
    "close": lambda one: one.state != State.CLOSED,
    "reopen": lambda one: (
        one.state not in (State.OPEN, State.SNOOZED) and one.merged_into_id is None
    ),
    "wake": lambda one: one.state == State.SNOOZED,
    "mark_spam": lambda one: not one.is_spam,
    "unmark_spam": lambda one: one.is_spam,
    "merge": lambda one: one.merged_into_id is None and one.beside_id is None,
    # A side conversation goes along with the one that it belongs to.
    "start_side": lambda one: one.merged_into_id is None and one.beside_id is None,
    "assign": lambda one: one.beside_id is None,
    "hand_over": lambda one: one.beside_id is None,
    "snooze": lambda one: one.beside_id is None,
    "split": lambda one: one.beside_id is None,
}
# What pages and keys call a verb by, where that is not its own name.
_PRESSED = {
    "hand_over": "team",
    "set_priority": "priority",
    "set_subject": "subject",
    "set_status": "status",
    "set_language": "language",
    "run_macro": "macro",
}
# What is written first: the page begins it, however little of it must be given.
_WRITTEN = frozenset({"reply", "note", "forward", "start_side"})
_KEYS = {key.name: key.label for key in KEYS}
# Other words for the same, as people type them; what is done most stands first.
_SYNONYMS: dict[str, Words] = {
    "reply": _("answer, write back"),
    "note": _("comment, internal"),
    "resolve": _("done, finished, solved"),
    "assign": _("give to, owner, responsible, take over"),
    "hand_over": _("move to a team, department, group"),
    "run_macro": _("several actions at once"),
    "snooze": _("later, remind me, follow up, wait"),
    "tag": _("label, keyword, mark"),
    "set_priority": _("urgent, important"),
    "forward": _("pass on, send on"),
    "start_side": _("supplier, third party, ask somebody, beside"),
    "merge": _("join, combine, duplicate"),
    "close": _("archive, end"),
    "reopen": _("open again"),
    "wake": _("unsnooze, bring back"),
    "follow": _("subscribe, watch, keep me informed"),
    "unfollow": _("unsubscribe, stop watching"),
    "link": _("relate, duplicate, follow-up, parent, child"),
    "mark_spam": _("junk, advertising"),
    "block_sender": _("ban, never again"),
}


def verbs_for(conversation: Conversation, agent: Agent) -> list[Command]:
    """Return what `agent` can do with `conversation` now. What needs a form of the page is pressed there."""
    return [
        command
        for action in _offered()
        if agent.may(action.needs, conversation)
        and _FITS.get(action.verb, _always)(conversation)
        and (command := _command(action, conversation))
    ]


@functools.cache
def _offered() -> tuple[Action, ...]:
    found = [one for one in actions() if one.offered and one.subject is Conversation]
    order = {verb: place for place, verb in enumerate(_SYNONYMS)}
    return tuple(sorted(found, key=lambda one: (order.get(one.verb, len(order)), one.name)))


def _command(action: Action, conversation: Conversation) -> Command:
    pressed = _PRESSED.get(action.verb, action.verb.replace("_", "-"))
    has_step = action.verb in STEPS
    step = address("palette-step", conversation.pk, action.verb) if has_step else ""
    post = "" if step else _posted_to(action, conversation)
    is_pressed = not step and not post
    return Command(
        name=f"verb:{action.verb}",
        # What only begins something on the page is called as its key is: "Reply", not "Send to customer".
        words=_KEYS.get(pressed, action.label) if is_pressed else action.label,
        icon=action.icon,
        group=HERE,
        synonyms=_SYNONYMS.get(action.verb, ""),
        step=step,
        post=post,
        press=pressed if is_pressed else "",
        shortcut=pressed,
        changes_head=True,
    )


def _posted_to(action: Action, conversation: Conversation) -> str:
    """Return where the verb is done at once; empty where it must be told more, or has no address."""
    needs_more = any(parameter.required for parameter in action.parameters.values())
    if needs_more or action.verb in _WRITTEN:
        return ""
    try:
        return address(f"conversation-{action.verb.replace('_', '-')}", conversation.pk)
    except NoReverseMatch:
        return ""


def _always(_conversation: Conversation) -> bool:
    return True
