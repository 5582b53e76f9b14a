"""Macros as a conversation offers them: with what each will do to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from kundig.conversations.answer_check import gather, hints
from kundig.conversations.answer_check.switches import off_for
from kundig.conversations.macros.models import Macro
from kundig.conversations.macros.steps import filled, words_of
from kundig.conversations.models import Conversation
from kundig.core import caps, refusals
from kundig.core.actor import Actor
from kundig.core.errors import NotThere
from kundig.staff.models import Agent


@dataclass(frozen=True)
class Offer:
    """A macro with what it will do, step by step, and what the answer check says about what it sends."""

    macro: Macro
    words: tuple[str, ...]
    hints: tuple[str, ...]


def offers(conversation: Conversation, agent: Agent) -> list[Offer]:
    """Return the macros that an agent has for a conversation, what is used often first."""
    rows = Macro.objects.offered_to(agent, conversation.team_id).order_by("-use_count", "title")
    return [
        Offer(
            one,
            tuple(words_of(step, conversation, agent.actor) for step in one.steps),
            tuple(hints_about(one, conversation, agent)),
        )
        for one in rows[: caps.MACROS_OFFERED]
    ]


def hints_about(macro: Macro, conversation: Conversation, agent: Agent) -> list[str]:
    """Return what a careful colleague would say about the answers that a macro sends to a conversation."""
    texts = [filled(text, conversation, agent.actor) for text in macro.answers]
    off = off_for(agent) if texts else ()
    found = [hint for text in texts for hint in hints(gather(conversation, agent, text), off)]
    return [str(hint.sentence) for hint in found]


class RunForm(forms.Form):
    """Which macro, of those that one sees."""

    macro = forms.ModelChoiceField(Macro.objects.none())
    seen = forms.CharField(required=False, max_length=caps.MARK_CHARS)

    def __init__(self, data: Any, *, by: Actor) -> None:
        super().__init__(data)
        self.fields["macro"] = forms.ModelChoiceField(Macro.objects.visible_to(by))
        self._by = by

    def clean(self) -> None:
        """Raise NotThere for a macro out of reach, which leaves a trace in the audit trail, or gone."""
        sent = self.data.get("macro", "")
        is_number = sent.isascii() and sent.isdigit() and len(sent) <= caps.ID_DIGITS
        if "macro" in self.errors and is_number:
            rows, act = Macro.objects.all(), "conversation.run_macro"
            refusals.out_of_reach(act, by=self._by, rows=rows, ids=[int(sent)])
            raise NotThere(_("This macro is not there."))
