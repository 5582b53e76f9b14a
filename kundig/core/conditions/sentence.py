"""Conditions as a sentence in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, npgettext

from kundig.core.conditions.asker import Asker
from kundig.core.conditions.tree import Broken, Condition, Match, Node
from kundig.core.conditions.values import Takes


def describe(node: Node, asker: Asker) -> str:
    """Return the condition in words, with the names of what this reader may know."""
    words = _described(node, asker, is_inner=False)
    return words[:1].upper() + words[1:]


def _described(node: Node, asker: Asker, *, is_inner: bool) -> str:
    match node:
        case Condition():
            return _condition(node, asker)
        case Broken():
            return _("a condition that no longer means anything")
    parts = [_described(one, asker, is_inner=len(node.of) > 1) for one in node.of]
    if node.match is Match.NONE:
        return _("none of this holds: (%(parts)s)") % {"parts": _joined(parts, _("or"))}
    words = _joined(parts, _("and") if node.match is Match.ALL else _("or"))
    return f"({words})" if is_inner and len(parts) > 1 else words


def _condition(node: Condition, asker: Asker) -> str:
    template = str(node.field.words.get(node.operator.name, node.operator.words))
    return template.format_map({"field": str(node.field.label), **_values(node, asker)})


def _values(node: Condition, asker: Asker) -> dict[str, str]:
    """The value in the forms that sentences need: a German span has two cases, a list is joined by "or" or "and"."""
    value = node.value
    match node.operator.takes:
        case Takes.NOTHING:
            return {}
        case Takes.TEXT:
            return {"value": _("“%(text)s”") % {"text": value}}
        case Takes.NUMBER:
            return {"value": number_format(value)}
        case Takes.DAY:
            return {"value": date_format(date.fromisoformat(value), "SHORT_DATE_FORMAT")}
        case Takes.SPAN:
            number, unit = value["number"], value["unit"]
            return {"value": _span(number, unit), "value_since": _span_since(number, unit)}
        case Takes.CHOICES:
            names = list(_names(node, asker))
            return {"value": _joined(names, _("or")), "value_and": _joined(names, _("and"))}


def _names(node: Condition, asker: Asker) -> Iterable[str]:
    known: dict[Any, Any] = dict(node.field.choices(asker)) if node.field.choices else {}
    for one in node.value:
        # What has gone, or what this reader may not know of.
        yield str(known.get(one, _("(unknown)")))


def _joined(parts: list[str], word: str) -> str:
    if len(parts) < 3:
        return f" {word} ".join(parts)
    return f"{', '.join(parts[:-1])} {word} {parts[-1]}"


def _span(number: int, unit: str) -> str:
    match unit:
        case "minutes":
            words = ngettext("%(number)s minute", "%(number)s minutes", number)
        case "hours":
            words = ngettext("%(number)s hour", "%(number)s hours", number)
        case "days":
            words = ngettext("%(number)s day", "%(number)s days", number)
        case _:
            words = ngettext("%(number)s week", "%(number)s weeks", number)
    return words % {"number": number}


def _span_since(number: int, unit: str) -> str:
    match unit:
        case "minutes":
            words = npgettext("since, within", "%(number)s minute", "%(number)s minutes", number)
        case "hours":
            words = npgettext("since, within", "%(number)s hour", "%(number)s hours", number)
        case "days":
            words = npgettext("since, within", "%(number)s day", "%(number)s days", number)
        case _:
            words = npgettext("since, within", "%(number)s week", "%(number)s weeks", number)
    return words % {"number": number}
