"""What people hand in about many conversations, cleaned."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.http import Http404, QueryDict
from django.utils.translation import gettext_lazy as _

from kundig.conversations.listing import view_named, whole_view
from kundig.conversations.models import Conversation
from kundig.conversations.question import Question, whole_search
from kundig.core import caps, refusals
from kundig.staff.models import Agent

START = "bulk_run.start"


class BulkForm(forms.Form):
    """A verb for chosen conversations, for all of a view, or for all that a search finds: `search` are the parameters of its address.

    `do` is the verb, a colon and its value as JSON, as the choices name it; a tag may be typed instead, and a moment.
    """

    do = forms.CharField(max_length=200)
    name = forms.CharField(required=False, max_length=caps.TAG_CHARS)
    at = forms.DateTimeField(required=False, label=_("Date and time"))
    view = forms.CharField(required=False, max_length=40)
    search = forms.CharField(required=False, max_length=caps.SEARCH_ADDRESS_CHARS)

    def __init__(self, data: QueryDict, *, agent: Agent) -> None:
        super().__init__(data)
        self._agent, self._ids = agent, data.getlist("conversations")

    def clean(self) -> dict[str, Any]:
        """Put verb, value and conversations where `bulk_run.start` takes them."""
        data = super().clean() or {}
        verb, _colon, written = data.get("do", "").partition(":")
        return {"verb": verb, "value": self._value(written, data)}

    def _value(self, written: str, data: dict[str, Any]) -> Any:
        if written:
            try:
                return json.loads(written)
            except (ValueError, RecursionError) as problem:
                raise forms.ValidationError(_("This can’t be understood.")) from problem
        at = data.get("at")
        return at.isoformat() if at else data.get("name") or None

    @property
    def conversations(self) -> list[Conversation]:
        """Return what was chosen; 404 where one of them is out of reach, which leaves a trace."""
        ids = self._asked_for
        visible = Conversation.objects.visible_to(self._agent.actor)
        found = list(visible.filter(pk__in=ids).only("pk"))
        if len(found) < len(ids):
            unseen = Conversation.objects.exclude(pk__in=visible.values("pk"))
            refusals.out_of_reach(START, by=self._agent.actor, rows=unseen, ids=ids)
            raise Http404
        return found

    @property
    def _asked_for(self) -> set[int]:
        # One more tells that there are too many.
        most = caps.BULK_CONVERSATIONS + 1
        if search := self.data.get("search", ""):
            return whole_search(Question.of(QueryDict(search), self._agent), self._agent, most)
        if name := self.data.get("view", ""):
            view = view_named(name, self._agent)
            if view is None:
                raise Http404
            return set(whole_view(view, self._agent, most))
        return _numbers(self._ids)


def _numbers(texts: list[str]) -> set[int]:
    """Return what was chosen as numbers; what is none is nothing that anybody has seen."""
    if not all(one.isascii() and one.isdigit() and len(one) <= caps.ID_DIGITS for one in texts):
        raise Http404
    return set(map(int, texts))
