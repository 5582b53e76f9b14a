"""The steps that a macro can have: what can be done to many conversations, and what is written to one."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kundig.conversations import actions, placeholders
from kundig.conversations.macros.models import WRITES
from kundig.conversations.models import Conversation, Direction, Draft
from kundig.conversations.placeholders import values_of
from kundig.conversations.steps import ME, STEPS, Step
from kundig.core import caps
from kundig.core.actor import Actor
from kundig.core.errors import Refused
from kundig.core.placeholders import fill, gaps, unknown
from kundig.staff.models import Agent

_SHOWN_CHARS = 120


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value.strip()) <= caps.SNIPPET_CHARS


def strange_placeholder(value: str) -> str:
    """Return the first placeholder in a text that there is none of; empty where all are known."""
    return next(iter(unknown(value, placeholders.known())), "")


def filled(text: str, conversation: Conversation, by: Actor) -> str:
    """Return a text with what is known of the conversation; what is not known stays as it is."""
    agent = Agent.objects.get(pk=by.id) if by.kind == "agent" and by.id else None
    return fill(text, values_of(conversation, agent), keeps_gaps=True)


def _note(one: Conversation, by: Actor, value: Any) -> None:
    actions.note(one, by=by, text=filled(value, one, by))


def _draft(one: Conversation, by: Actor, value: Any) -> None:
    """Put a text behind what stands in the draft of an answer already."""
    text = filled(value, one, by)
    kept = Draft.objects.filter(conversation=one, agent=by.id, direction=Direction.OUTBOUND).first()
    if kept is None:
        actions.save_draft(one, by=by, direction=Direction.OUTBOUND, text=text)
        return
    lines = "".join(f"<p>{escape(line)}</p>" for line in text.splitlines() if line.strip())
    kept.html = f"{kept.html}{lines}" if kept.html else ""
    kept.text = f"{kept.text.rstrip()}\n\n{text}" if kept.text.strip() else text
    kept.save(update_fields=["text", "html", "changed_at"])


def _reply(one: Conversation, by: Actor, value: Any) -> None:
    text = filled(value, one, by)
    if missing := gaps(text):
        raise Refused(_("Nothing is known for %(name)s.") % {"name": missing[0]})
    actions.reply(one, by=by, text=text)


def _text(label: Any, icon: str, words: Callable[[str], str], do: Callable[..., None]) -> Step:
    def shown(value: Any) -> str:
        cut = value if len(value) <= _SHOWN_CHARS else f"{value[:_SHOWN_CHARS]}…"
        return words(" ".join(cut.split()))

    return Step(label, icon, _is_text, shown, do)


MACRO_STEPS: dict[str, Step] = {
    **STEPS,
    "draft": _text(
        gettext_lazy("Put into the answer"),
        "pencil",
        lambda text: _("Put into the answer: “%(text)s”") % {"text": text},
        _draft,
    ),
    "reply": _text(
        gettext_lazy("Send an answer"),
        "reply",
        lambda text: _("Send the answer: “%(text)s”") % {"text": text},
        _reply,
    ),
    "note": _text(
        gettext_lazy("Write a note"),
        "sticky-note",
        lambda text: _("Write the note: “%(text)s”") % {"text": text},
        _note,
    ),
}


def words_of(step: dict[str, Any], conversation: Conversation | None, by: Actor) -> str:
    """Return what a step does: to this conversation, or to any."""
    value = step["value"]
    if conversation is not None and step["do"] in WRITES:
        value = filled(value, conversation, by)
    if conversation is not None and value == ME:
        value = by.id
    return MACRO_STEPS[step["do"]].words(value)
