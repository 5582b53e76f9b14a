"""The name in the greeting: another one than the customer's, a misspelled one, or none where it is known."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from kundig.conversations.answer_check.answer import Answer, Hint
from kundig.core.prose import distance, folded, words

_GREETING = re.compile(
    r"\s*(?:sehr geehrte[rs]?|liebe[rs]?|werte[rs]?|hallo|hi|hey|moin(?: moin)?|servus|grüß (?:gott|dich|sie)|grüezi"
    r"|guten (?:tag|morgen|abend)|dear|hello|good (?:morning|afternoon|evening|day))\b[ \t]*(?P<rest>(?:\b(?:dr|prof|dipl|ing|mr|mrs|ms|med|mag)\.|[^\n,!.:;–])*)",
    re.IGNORECASE,
)
_TO_ANYBODY = re.compile(
    r"\b(?:damen und herren|dame oder herr|sir or madam|customer|kunde|kundin)\b", re.IGNORECASE
)
_TITLES = (
    "herr herrn frau familie fam eheleute dr prof professor dipl ing med mag mr mrs ms miss mx sir madam doctor und and"
    " von van de der den zu zur zum la le du di da"
)
# What stands after a greeting without being anybody's name.
_NO_NAMES = (
    "zusammen alle allerseits team kollegen kolleginnen leute nochmal nochmals erneut wieder vielen dank danke schön"
    " there all everyone everybody again folks thanks thank you for und aus in nach ihr ihre"
)


def name_in_greeting(answer: Answer) -> Iterator[Hint]:
    """Yield a hint where the greeting names somebody else, or nobody although the name is known."""
    greeting = _GREETING.match(answer.text)
    known = [name for name in words(answer.customer_name) if len(name) > 1]
    if greeting is None or not known:
        return
    rest, place = greeting["rest"], (greeting.start("rest"), greeting.end("rest"))
    if _TO_ANYBODY.search(rest):
        yield Hint("name", _unnamed(answer), place)
        return
    greeted = words(rest)
    names = [name for name in greeted if folded(name) not in _TITLES.split()]
    if not names:
        if greeted:  # “Hallo Frau ,”
            yield Hint("name", _("The name is missing in the greeting."), place)
        return
    if any(folded(name) in _NO_NAMES.split() for name in names) or not names[0][0].isupper():
        return
    yield from _compared(answer, names, known, place)


def _compared(
    answer: Answer, names: list[str], known: list[str], place: tuple[int, int]
) -> Iterator[Hint]:
    # Who signs “Petra” may be greeted so, whatever name the mailbox has.
    theirs = {folded(word) for word in (*known, *words(answer.received))}
    strange = [name for name in names if folded(name) not in theirs]
    if not strange:
        return
    asked = {"written": " ".join(names), "name": answer.customer_name}
    if any(
        distance(folded(name), folded(own)) <= (1 if len(own) < 5 else 2)
        for name in strange
        for own in known
    ):
        yield Hint("name", _("“%(written)s”: the customer writes “%(name)s”.") % asked, place)
    elif len(strange) == len(names):
        yield Hint("name", _("You greet “%(written)s”, but this goes to %(name)s.") % asked, place)


def _unnamed(answer: Answer) -> str:
    return _("The greeting is to anybody, but the name is known: %(name)s.") % {
        "name": answer.customer_name
    }
