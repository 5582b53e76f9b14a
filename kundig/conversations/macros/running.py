"""Macros as a conversation offers them: with what each will do to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from kundig.conversations.macros.models import Macro
from kundig.conversations.macros.steps import SENDS, words_of
from kundig.conversations.models import Conversation
from kundig.core import caps, refusals
from kundig.core.actor import Actor
from kundig.core.errors import NotThere
from kundig.staff.models import Agent


@dataclass(frozen=True)
class Offer:
    """A macro with what it will do, step by step; `sends` tells that something goes out by it."""

    macro: Macro
    words: tuple[str, ...]
    sends: bool


def offers(conversation: Conversation, agent: Agent) -> list[Offer]:
    """Return the macros that an agent has for a conversation, what is used often first."""
    rows = Macro.objects.offered_to(agent, conversation.team_id).order_by("-use_count", "title")
    return [
        Offer(
            one,
            tuple(words_of(step, conversation, agent.actor) for step in one.steps),
            any(step["do"] == SENDS for step in one.steps),
        )
        for one in rows[: caps.MACROS_OFFERED]
    ]


class RunForm(forms.Form):
    """Which macro, of those that one sees."""

    macro = forms.ModelChoiceField(Macro.objects.none())

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
