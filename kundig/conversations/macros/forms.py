"""A macro as somebody builds it: steps that are added, moved and removed before it is saved."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kundig.conversations.macros.models import WRITES, Macro
from kundig.conversations.macros.steps import MACRO_STEPS
from kundig.conversations.models import Category, Priority, branches
from kundig.conversations.offered import offered_teams
from kundig.conversations.snippets.forms import ME as MINE
from kundig.conversations.snippets.forms import owner_field, owner_key, owner_of
from kundig.conversations.snoozing import UNTIL_REPLY
from kundig.conversations.steps import ME, Step
from kundig.core import caps
from kundig.core.actor import Actor
from kundig.staff.models import Agent

# A step's verb, and its value as it stands in the form.
Pair = tuple[str, str]


@dataclass(frozen=True)
class Row:
    """One step as the form shows it; without `field` it needs no value."""

    number: int
    verb: str
    step: Step
    field: Any


class MacroForm(forms.Form):
    """Title, owner and steps; `pairs` stand for what was sent or is kept, while steps are being arranged."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=120)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        by: Actor,
        macro: Macro | None = None,
        pairs: Sequence[Pair] | None = None,
    ) -> None:
        initial = {
            "owner": owner_key(macro) if macro else MINE,
            "title": macro.title if macro else "",
        }
        super().__init__(data, initial=initial)
        self.fields["owner"] = owner_field(by, macro)
        if pairs is None:
            pairs = sent_pairs(data) if data is not None else kept_pairs(macro)
        self._verbs = [verb for verb, _value in pairs]
        for number, (verb, value) in enumerate(pairs):
            field = _value_field(verb)
            if field is not None:
                field.label, field.initial = str(MACRO_STEPS[verb].label), value
                self.fields[f"value-{number}"] = field

    @property
    def rows(self) -> list[Row]:
        """Return the steps in their order."""
        return [
            Row(
                number,
                verb,
                MACRO_STEPS[verb],
                self[f"value-{number}"] if f"value-{number}" in self.fields else None,
            )
            for number, verb in enumerate(self._verbs)
        ]

    @property
    def settings(self) -> dict[str, Any]:
        """Return the clean values as `macro.make` and `macro.change` take them."""
        data = self.cleaned_data
        steps = [
            {"do": verb, "value": _meant(verb, data.get(f"value-{number}"))}
            for number, verb in enumerate(self._verbs)
        ]
        return {"title": data["title"], "steps": steps, **owner_of(data["owner"])}


def _meant(verb: str, value: Any) -> Any:
    """Return the value of a step, where an empty field stands for something."""
    return UNTIL_REPLY if verb == "snooze" and value is None else value


def sent_pairs(data: QueryDict) -> list[Pair]:
    """Return the steps of a form that was sent, unknown verbs left out."""
    found = []
    for number in range(caps.MACRO_STEPS):
        verb = data.get(f"do-{number}", "")
        if verb in MACRO_STEPS:
            found.append((verb, data.get(f"value-{number}", "")))
    return found


def kept_pairs(macro: Macro | None) -> list[Pair]:
    """Return the steps of a macro as the form shows them."""
    return [(one["do"], _written(one)) for one in (macro.steps if macro else ())]


def arranged(pairs: list[Pair], act: str) -> list[Pair]:
    """Return the steps after "add:tag", "up:2", "down:2" or "remove:2"; as they were for anything else."""
    verb, _colon, target = act.partition(":")
    found = list(pairs)
    if verb == "add" and target in MACRO_STEPS and len(found) < caps.MACRO_STEPS:
        return [*found, (target, "")]
    number = int(target) if target.isascii() and target.isdigit() and len(target) < 4 else -1
    if not 0 <= number < len(found):
        return found
    moved = found.pop(number)
    if verb == "up":
        found.insert(max(0, number - 1), moved)
    elif verb == "down":
        found.insert(number + 1, moved)
    elif verb != "remove":
        found.insert(number, moved)
    return found


def _written(one: dict[str, Any]) -> str:
    if one["value"] == UNTIL_REPLY and one["do"] == "snooze":
        return ""
    is_typed = one["do"] in (*WRITES, "tag", "untag", "snooze")
    return str(one["value"]) if is_typed else json.dumps(one["value"])


def _value_field(verb: str) -> forms.Field | None:
    if verb in WRITES:
        text = forms.Textarea({"rows": 4, "dir": "auto"})
        return forms.CharField(max_length=caps.SNIPPET_CHARS, widget=text)
    if verb in ("tag", "untag"):
        return forms.CharField(max_length=caps.TAG_CHARS)
    if verb == "snooze":
        return forms.IntegerField(
            min_value=1,
            max_value=caps.SNOOZE_DAYS,
            required=False,
            help_text=_("Days, until the morning; empty until the customer writes"),
        )
    offered = _offered(verb)
    if offered is None:
        return None
    choices = [(json.dumps(value), words) for value, words in offered]
    return forms.TypedChoiceField(choices=choices, coerce=json.loads)


def _offered(verb: str) -> list[tuple[Any, Any]] | None:
    match verb:
        case "assign":
            people = [(one.pk, one.name) for one in Agent.objects.active()]
            return [(ME, _("Whoever uses it")), *people, (None, _("Nobody"))]
        case "hand_over":
            return [(team.pk, team.name) for team in offered_teams()]
        case "set_priority":
            return list(Priority.choices)
        case "set_category":
            tree = branches(Category.objects.current())
            named = [(one.category.pk, str(one.category)) for one in tree]
            return [*named, (None, _("No category"))]
    return None
