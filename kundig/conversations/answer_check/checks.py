"""The checks, by the names under which they are switched off."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kundig.conversations.answer_check import (
    attachment,
    belongs,
    form_of_address,
    gaps,
    greeting,
    questions,
)
from kundig.conversations.answer_check.answer import Answer, Hint


@dataclass(frozen=True)
class Check:
    """One check: what it is called on the settings page, and what it does."""

    name: str
    label: str | Promise
    find: Callable[[Answer], Iterator[Hint]]


CHECKS = (
    Check("attachment", _("Forgotten attachment"), attachment.forgotten_attachment),
    Check("name", _("Wrong or missing name"), greeting.name_in_greeting),
    Check("address", _("Du and Sie mixed"), form_of_address.form_of_address),
    Check("question", _("Question left open"), questions.open_questions),
    Check("others", _("Data of another customer"), belongs.others_data),
    Check("link", _("Link that leads nowhere"), belongs.dead_links),
    Check("gap", _("Placeholder not filled"), gaps.gaps),
)


def hints(answer: Answer, off: Collection[str] = ()) -> list[Hint]:
    """Return what the checks say about an answer, in the reader's language, without those that are `off`."""
    return [hint for check in CHECKS if check.name not in off for hint in check.find(answer)]
