"""Du and Sie: mixed in one answer, or other than so far."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from django.utils.translation import gettext as _

from kundig.conversations.answer_check.answer import Answer, Hint
from kundig.core.prose import own_words

Form = Literal["du", "Sie"]

_DU = re.compile(
    r"\b(?:[Dd](?:u|ir|ich|ein(?:e[mnrs]?)?)|[Ee]uch|[Ee]uer|[Ee]ure[mnrs]?)\b(?! [A-ZÄÖÜ][a-zäöü]+\b[,.]?$)"
)
# Capitals tell “Sie” from “they” only inside a sentence; “Ihnen” at its beginning could be “them”.
_SIE = re.compile(
    r"(?<![.!?:\n>•*–-] )(?<!^)(?<=[\w,;()] )(?:Sie|Ihnen|Ihr(?:e[mnrs]?)?|Ihrerseits)\b"
)
_GERMAN = re.compile(
    r"\b(?:und|der|die|das|ist|nicht|wir|ich|für|mit|auf|haben|hallo|danke|gruß|grüße)\b",
    re.IGNORECASE,
)


def form_of_address(answer: Answer) -> Iterator[Hint]:
    """Yield a hint where both forms stand in the answer, or the other one than we used before."""
    text = own_words(answer.text)
    if len(_GERMAN.findall(text)) < 2:
        return
    du, formal = list(_DU.finditer(text)), list(_SIE.finditer(text))
    if du and formal:
        odd, usual = (du[0], formal[0]) if len(du) <= len(formal) else (formal[0], du[0])
        said = {"odd": odd[0], "usual": usual[0]}
        yield Hint(
            "address", _("“%(odd)s” beside “%(usual)s”: du and Sie are mixed.") % said, odd.span()
        )
        return
    before = form_used(answer.written)
    here: Form | None = "du" if du else "Sie" if formal else None
    if before and here and here != before:
        place = (du or formal)[0].span()
        yield Hint(
            "address", _("So far we have said %(form)s to this customer.") % {"form": before}, place
        )


def form_used(text: str) -> Form | None:
    """Return how a German text addresses its reader; None where it does not, or does both."""
    text = own_words(text)
    du, formal = bool(_DU.search(text)), bool(_SIE.search(text))
    if du == formal:
        return None
    return "du" if du else "Sie"
