"""Questions of the customer that an answer does not seem to touch.

A question counts as touched when the answer shares a word of weight with it, when it holds what such a question asks
for (a time after “wann”, a yes or no, a figure after “wie viel”), or when it says that somebody will look into it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from kundig.conversations.answer_check.answer import Answer, Hint
from kundig.core.prose import Sentence, folded, sentences, words

MOST_HINTS = 2

_LIGHT_WORDS = (
        "aber alle allem allen aller alles also andere anderen auch auf bald bereits bevor beim bitte dafür damit dann daran darauf daraus"
        " darf darum dass davon dazu denn dessen deren dies diese diesem diesen dieser dieses doch durch eben eigentlich eine einem einen"
        " einer eines einfach einmal etwa etwas euch eure evtl. falls fragen frage ganz geben gibt geht gehen genau gerade gerne habe haben"
        " hallo hatte hätte hätten heißt hier hinter ihnen ihre ihrem ihren ihrer immer irgendwie jede jeder jetzt kann kannst können"
        " könnte könnten könntet lassen leider machen macht mehr mein meine meinem meinen meiner mich möchte möglich muss müssen nach"
        " nicht nichts noch oder ohne sagen schon sehr sein seine seit selbst sich sind sollte sollten sonst über überhaupt unser unsere"
        " viel vielen vielleicht vom vorher wann warum was weil welche welchen welcher welches wenn werde werden wie wieder wieso wird wissen"
        " wohl wollen worden wurde wurden würde würden zum zur zwar zwischen wofür woran wohin woher"
        " about actually already also been before being both cannot could does doing done each even ever from have having hello here"
        " how into just know like make many maybe might more most much must need only other please possible really said same"
        " should since some still such tell than thank thanks that their them then there these they thing this those though"
        " through tell until very want wants were what when where which while will with within without would your yours"
)  # fmt: skip
_LIGHT = frozenset(folded(word) for word in _LIGHT_WORDS.split())
_SMALL_TALK = re.compile(
    r"^\W*(?:wie geht(?:['’]s| es)\b.*|alles (?:gut|klar|ok)\w*|(?:ok|okay|oder|richtig|right|gell|ne|how are you)\b.*)\?*$",
    re.IGNORECASE,
)
_LATER = re.compile(
    r"\b(?:kümmer\w*|kläre\w*|geklärt|prüfe\w*|geprüft|melde\w*|frage\w* nach|leite\w* weiter|schaue\w*|sehe\w* (?:mir|uns) \w+ an"
    r"|look(?:ing)? into|check(?:ing)?|get back|let you know|follow up|investigat\w*|find out|forward\w*)\b",
    re.IGNORECASE,
)
# What a kind of question asks for.
_ASKED_FOR = [
    (
        r"\b(?:wann|bis wann|ab wann|seit wann|wie lange?|when|how long|how soon)\b",
        r"\b(?:heute|morgen|übermorgen|gestern|bald|sofort|umgehend|tag\w*|woche\w*|monat\w*|stunde\w*|minute\w*|uhr|montag|dienstag|mittwoch"
        r"|donnerstag|freitag|samstag|sonntag|today|tomorrow|soon|days?|weeks?|months?|hours?|minutes?|\w+day|january|february|march|april|may|june"
        r"|july|august|september|october|november|december|januar|februar|märz|mai|juni|juli|oktober|dezember)\b|\d{1,2}[.:/]\d{1,2}|\b\d{4}\b",
    ),
    (
        r"\b(?:wie ?viel\w*|was kostet|was kosten|wie hoch|wie teuer|wie groß|how much|how many|what does .* cost|price)\b",
        r"\d|€|\$|£|\b(?:kostenlos|kostenfrei|gratis|umsonst|free|keine?n?|none|no)\b",
    ),
    (
        r"^\W*(?:und |and |aber |but )?(?:ist|sind|war|waren|hat|haben|habe|hätten?|kann|kannst|können|könnten?|gibt|darf|dürfen|muss|müssen|soll\w*|werden?|wird"
        r"|würden?|wollen|möchten|gehen|geht|geht das|funktioniert|bieten|liefern|is|are|was|were|do|does|did|can|could|may|might|will|would|should|has|have|am)\b",
        r"\b(?:ja|nein|leider|gern\w*|natürlich|selbstverständlich|klar|möglich|kein\w*|nicht|doch|erledigt|yes|no|not|sure|unfortunately|certainly|of course"
        r"|afraid|happy to|glad to|possible|done|can['’]?t|cannot)\b",
    ),
    (r"\b(?:wo|wohin|woher|where)\b", r"https?://|\b(?:unter|in|im|auf|am|at|in|on|under|here|hier|dort|there)\b"),
    (r"\b(?:warum|wieso|weshalb|why|how come)\b", r"\b(?:weil|da|wegen|grund|denn|daran|liegt|because|since|due|reason)\b"),
]  # fmt: skip
_KINDS = [(re.compile(q, re.IGNORECASE), re.compile(a, re.IGNORECASE)) for q, a in _ASKED_FOR]


def open_questions(answer: Answer) -> Iterator[Hint]:
    """Yield a hint for each question that is left, the first two."""
    if _LATER.search(answer.text):
        return
    weighty = [folded(word) for word in words(answer.text)]
    found = 0
    for question in sentences(answer.unanswered):
        if not question.is_question or _SMALL_TALK.match(question.text):
            continue
        if _is_touched(question, answer.text, weighty):
            continue
        asked = question.text if len(question.text) <= 120 else question.text[:119].rstrip() + "…"
        yield Hint("question", _("Perhaps still open: “%(question)s”") % {"question": asked})
        found += 1
        if found == MOST_HINTS:
            return


def _is_touched(question: Sentence, text: str, answered: list[str]) -> bool:
    for asks, holds in _KINDS:
        if asks.search(question.text):
            if holds.search(text):
                return True
            break
    asked = [
        word for word in map(folded, words(question.text)) if len(word) > 3 and word not in _LIGHT
    ]
    if not asked:
        return True  # “Und nun?” can't be looked for
    return any(_are_related(one, other) for one in asked for other in answered)


def _are_related(one: str, other: str) -> bool:
    """Tell whether two words share their stem, or one is a part of the other: Paket, Pakete, Paketnummer."""
    short, long = sorted((one, other), key=len)
    if len(short) < 4 or short in _LIGHT:
        return False
    stem = short[: max(4, len(short) - 2)]
    return long.startswith(stem) or (len(short) > 4 and short in long)
