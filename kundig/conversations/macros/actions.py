"""make, change, remove, run: what is done with macros."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from kundig.conversations import permissions
from kundig.conversations.macros import events
from kundig.conversations.macros.models import WRITES, Macro
from kundig.conversations.macros.steps import MACRO_STEPS, strange_placeholder
from kundig.conversations.models import Conversation
from kundig.conversations.news import must_have_seen
from kundig.conversations.snippets.owners import must_own
from kundig.conversations.steps import must_fit
from kundig.core import caps, refusals
from kundig.core.actions import action
from kundig.core.actor import Actor
from kundig.core.errors import Refused
from kundig.core.events import caused_by, record
from kundig.core.text import one_line, storable
from kundig.staff.models import Team


@action("macro.make", _("Add macro"), needs=permissions.WORK, icon="play")
def make(
    *,
    by: Actor,
    title: str,
    steps: list[dict[str, Any]],
    personal: bool = True,
    team: Team | None = None,
) -> Macro:
    """Keep steps for oneself, with `personal` false for a team or, without one, for everybody.

    Each step is its verb (`do`) and its `value`: those of bulk changes, and note, draft and reply with a text. What all or a
    team share needs the right to share. Refused for a step that there is none of, and for none at all.
    """
    owner = _owner(by, personal)
    team = None if personal else team
    must_own(by, agent_id=owner, team=team)
    if Macro.objects.filter(agent=owner, team=team).count() >= caps.MACROS_PER_OWNER:
        raise Refused(_("There are too many macros."))
    macro = Macro(agent_id=owner, team=team)
    _write(macro, title, steps)
    macro.save(force_insert=True)
    record(macro, events.MADE, by=by)
    return macro


@action("macro.change", _("Change macro"), needs=permissions.WORK, icon="pencil")
def change(
    macro: Macro,
    *,
    by: Actor,
    title: str,
    steps: list[dict[str, Any]],
    personal: bool = True,
    team: Team | None = None,
) -> None:
    """Write a macro anew, and say whose it is; refused as when it is made."""
    must_own(by, agent_id=macro.agent_id, team=macro.team)
    before = {name: getattr(macro, name) for name in _CHANGED}
    macro.agent_id, macro.team = _owner(by, personal), None if personal else team
    must_own(by, agent_id=macro.agent_id, team=macro.team)
    _write(macro, title, steps)
    changed = [name for name in _CHANGED if getattr(macro, name) != before[name]]
    if changed:
        macro.save()
        record(macro, events.CHANGED, by=by, fields=changed)


@action("macro.remove", _("Remove macro"), needs=permissions.WORK, icon="trash-2")
def remove(macro: Macro, *, by: Actor) -> None:
    """Forget a macro; what was done by it stays."""
    must_own(by, agent_id=macro.agent_id, team=macro.team)
    record(macro, events.REMOVED, by=by, title=macro.title)
    macro.delete()


@action("conversation.run_macro", _("Macro"), needs=permissions.WORK, icon="play")
def run_macro(conversation: Conversation, *, by: Actor, macro: Macro, seen: str = "") -> None:
    """Do all steps of a macro in their order, or none: each asks for its own right.

    `seen` says what its user has seen of this customer, as for an answer: a macro that sends one is stopped (Overtaken)
    where anything else has arrived. NotAllowed for a macro that `by` does not see. Refused where a step is: then nothing
    is changed.
    """
    if not Macro.objects.visible_to(by).filter(pk=macro.pk).exists():
        sentence = _("You don’t have the right to do this.")
        raise refusals.beyond("conversation.run_macro", by=by, thing=macro, sentence=sentence)
    if seen and macro.sends:
        must_have_seen(conversation, seen, by)
    with caused_by(record(conversation, events.RAN, by=by, macro=macro.pk)):
        for one in macro.steps:
            step = must_fit(MACRO_STEPS.get(one["do"]), one["value"])
            step.do(conversation, by, one["value"])
    Macro.objects.filter(pk=macro.pk).update(use_count=F("use_count") + 1)


_CHANGED = ("title", "steps", "agent_id", "team_id")


def _owner(by: Actor, personal: bool) -> int | None:
    if not personal:
        return None
    if by.kind != "agent" or by.id is None:
        raise Refused(_("Only people have macros of their own."))
    return by.id


def _write(macro: Macro, title: str, steps: list[dict[str, Any]]) -> None:
    """Put the clean values into the instance."""
    macro.title = one_line(title, 120)
    if not macro.title:
        raise Refused(_("The macro needs a title."))
    if not 0 < len(steps) <= caps.MACRO_STEPS:
        raise Refused(_("A macro has 1 to %(most)s steps.") % {"most": caps.MACRO_STEPS})
    macro.steps = [_checked(one) for one in steps]


def _checked(one: dict[str, Any]) -> dict[str, Any]:
    verb, value = one.get("do"), one.get("value")
    must_fit(MACRO_STEPS.get(verb) if isinstance(verb, str) else None, value)
    if isinstance(value, str):
        value = storable(value).replace("\r\n", "\n").strip()
    if verb in WRITES and (strange := strange_placeholder(str(value))):
        raise Refused(_("There is no placeholder {{%(name)s}}.") % {"name": strange})
    return {"do": verb, "value": value}
