"""Finds promises in an answer: a sentence in which we say that we will do something, and by when.

A promise has three parts: us (or what will reach the customer), something that lies ahead, and a moment. What the
customer is asked for, what has happened already, questions and conditions are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time

from kundig.core.moments import Moment, moments
from kundig.core.prose import own_words, sentences

_WE = re.compile(
    r"\b(?:ich|wir|unser\w*|kolleg\w+|technik\w*|sie (?:erhalten|bekommen|hören|haben)|du (?:erhältst|bekommst|hörst|hast)"
    r"|ihr (?:erhaltet|bekommt|hört|habt)|(?:paket|ware|lieferung|sendung|rechnung|gutschrift|ersatz\w*|geld|antwort|rückmeldung|bescheid)"
    r"|i|we|i['’]ll|we['’]ll|our \w+|you (?:will|should)|you['’]ll|(?:your|the) (?:parcel|package|order|refund|invoice|replacement|answer|reply))\b",
    re.IGNORECASE,
)
_AHEAD = re.compile(
    r"\b(?:melde|melden|meldet|schicke|schicken|schickt|sende|senden|sendet|liefere|liefern|liefert|prüfe|prüfen|prüft|kläre|klären|klärt"
    r"|rufe|rufen|ruft|kümmere|kümmern|kümmert|erledige|erledigen|erledigt|gebe|geben|gibt|antworte|antworten|antwortet|informiere|informieren"
    r"|informiert|erhalten|erhältst|bekommen|bekommst|hören|hörst|komme|kommen|kommt|mache|machen|macht|schaue|schauen|schaut|überweise|überweisen"
    r"|erstatte|erstatten|repariere|reparieren|werde|werden|wird|wollen|teile|teilen|sage|sagen|sagt|tausche|tauschen|storniere|stornieren|schreibe|schreiben|haben sie|hast du"
    r"|i['’]ll|we['’]ll|you['’]ll|will|shall|going to|get back|let you know|should (?:arrive|receive|have|be|hear))\b",
    re.IGNORECASE,
)
_NOT_OURS = re.compile(
    r"\b(?:bitte|please)\b(?! (?:haben sie|um|entschuldigen|be patient|bear))|\b(?:könnten|können|würden|wären) sie\b|\b(?:could|can|would) you\b"
    r"|\b(?:wenn|falls|sobald|sofern|if|once|as soon as|unless)\b",
    re.IGNORECASE,
)
_OVER = re.compile(
    r"\b(?:wurde|wurden|war|waren|hatte|hatten|was|were|had|has been|have been)\b"
    r"|\b(?:habe|haben wir|hat)\b.*\b(?:ge\w+t|ge\w+en|ver\w+t|be\w+t|erhalten|bekommen)\b(?! sie)",
    re.IGNORECASE,
)
_NOT_AT_ALL = re.compile(
    r"\b(?:nicht|kein\w*|nie|not|won['’]t|can['’]t|cannot|unable)\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Found:
    """A promise as it was read: its sentence, when it is due, and where both stand in the text."""

    words: str
    due_at: datetime
    place: tuple[int, int]
    moment_place: tuple[int, int]


def find_promises(text: str, now: datetime, day_ends: time = time(18)) -> Iterator[Found]:
    """Go through the promises in an answer, each with the last moment it names, in the zone of `now`.

    `now` is when the answer is written (aware); a day without a time ends at `day_ends`. What lies in the past is none.
    """
    for sentence in sentences(own_words(text)):
        said = sentence.text
        if (
            sentence.is_question
            or _NOT_OURS.search(said)
            or _OVER.search(said)
            or _NOT_AT_ALL.search(said)
        ):
            continue
        if not (_WE.search(said) and _AHEAD.search(said)):
            continue
        named = [(_due(one, now, day_ends), one.place) for one in moments(said, now)]
        due_at, (start, end) = max(named, default=(now, (0, 0)))
        if due_at > now:
            place = (sentence.start + start, sentence.start + end)
            yield Found(said, due_at, sentence.place, place)


def _due(moment: Moment, now: datetime, day_ends: time) -> datetime:
    return datetime.combine(moment.day, moment.at or day_ends, tzinfo=now.tzinfo)
