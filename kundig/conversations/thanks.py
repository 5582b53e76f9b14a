"""Whether a message merely says thanks: told by tables of words alone, and rather once too seldom.

A message counts as thanks if it is short, holds a word of thanks, asks nothing, and consists of nothing but words that
come with thanks: greetings, praise, the names of those who write to one another, and a signature. Any other word
leaves it an ordinary message.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from kundig.core import caps

_THANKS = frozenset(
    [
        "dank",
        "danke",
        "dankeschön",
        "dankeschoen",
        "dankend",
        "bedanke",
        "bedanken",
        "merci",
        "thanks",
        "thank",
        "thx",
        "ty",
        "cheers",
    ]
)
_WITH_THANKS = frozenset(
    [
        "vielen",
        "vielmals",
        "herzlichen",
        "herzlich",
        "herzlichsten",
        "besten",
        "lieben",
        "liebsten",
        "recht",
        "schön",
        "schoen",
        "sehr",
        "ganz",
        "so",
        "nochmal",
        "nochmals",
        "noch",
        "einmal",
        "mal",
        "erneut",
        "wieder",
        "auch",
        "ihnen",
        "euch",
        "dir",
        "sie",
        "ihr",
        "du",
        "ihre",
        "ihren",
        "ihrer",
        "ihrem",
        "eure",
        "euren",
        "eurer",
        "deine",
        "deinen",
        "deiner",
        "ich",
        "wir",
        "mich",
        "uns",
        "mir",
        "möchte",
        "möchten",
        "moechte",
        "sage",
        "sagen",
        "für",
        "fuer",
        "die",
        "den",
        "das",
        "der",
        "dem",
        "ein",
        "eine",
        "einen",
        "im",
        "voraus",
        "und",
        "bei",
        "von",
        "zu",
        "schnelle",
        "schnellen",
        "rasche",
        "raschen",
        "prompte",
        "prompten",
        "gute",
        "guten",
        "tolle",
        "tollen",
        "super",
        "nette",
        "netten",
        "freundliche",
        "freundlichen",
        "kompetente",
        "kompetenten",
        "hilfreiche",
        "hilfreichen",
        "unkomplizierte",
        "hilfe",
        "antwort",
        "auskunft",
        "info",
        "infos",
        "information",
        "informationen",
        "rückmeldung",
        "rueckmeldung",
        "nachricht",
        "mail",
        "unterstützung",
        "unterstuetzung",
        "mühe",
        "muehe",
        "bemühungen",
        "erledigung",
        "lösung",
        "loesung",
        "geduld",
        "service",
        "beratung",
        "bearbeitung",
        "reaktion",
        "ok",
        "okay",
        "oki",
        "alles",
        "klar",
        "prima",
        "perfekt",
        "toll",
        "klasse",
        "spitze",
        "wunderbar",
        "bestens",
        "hervorragend",
        "gut",
        "freut",
        "ist",
        "war",
        "hat",
        "hatte",
        "geklappt",
        "funktioniert",
        "jetzt",
        "nun",
        "wieder",
        "damit",
        "passt",
        "erledigt",
        "gelöst",
        "gerne",
        "gern",
        "hilft",
        "geholfen",
        "weitergeholfen",
        "viele",
        "grüße",
        "grüßen",
        "gruß",
        "gruss",
        "grüsse",
        "beste",
        "freundlichem",
        "mit",
        "kind",
        "best",
        "regards",
        "wishes",
        "schönen",
        "schoenen",
        "schönes",
        "wochenende",
        "abend",
        "feierabend",
        "tag",
        "tage",
        "woche",
        "ebenso",
        "ebenfalls",
        "gleichfalls",
        "you",
        "your",
        "yours",
        "very",
        "much",
        "so",
        "many",
        "lots",
        "a",
        "lot",
        "of",
        "for",
        "the",
        "this",
        "that",
        "it",
        "is",
        "was",
        "has",
        "have",
        "again",
        "all",
        "everything",
        "quick",
        "fast",
        "prompt",
        "great",
        "good",
        "kind",
        "kindly",
        "help",
        "helping",
        "helped",
        "reply",
        "response",
        "answer",
        "support",
        "information",
        "info",
        "assistance",
        "work",
        "works",
        "working",
        "worked",
        "fine",
        "now",
        "perfect",
        "awesome",
        "excellent",
        "wonderful",
        "nice",
        "brilliant",
        "appreciated",
        "appreciate",
        "really",
        "highly",
        "have",
        "a",
        "nice",
        "day",
        "weekend",
        "evening",
        "week",
        "my",
        "our",
        "i",
        "we",
        "to",
        "and",
        "well",
        "done",
        "resolved",
        "solved",
    ]
)
# Even beside thanks these say that something is left; "thanks, but …".
_DOUBTS = frozenset(
    [
        "nicht",
        "kein",
        "keine",
        "keinen",
        "nichts",
        "aber",
        "leider",
        "jedoch",
        "allerdings",
        "trotzdem",
        "dennoch",
        "obwohl",
        "bitte",
        "bitten",
        "warte",
        "warten",
        "wann",
        "wie",
        "warum",
        "wieso",
        "weshalb",
        "wo",
        "wer",
        "welche",
        "fehler",
        "problem",
        "falsch",
        "fehlt",
        "not",
        "no",
        "never",
        "but",
        "however",
        "unfortunately",
        "although",
        "still",
        "yet",
        "please",
        "when",
        "how",
        "why",
        "where",
        "who",
        "which",
        "error",
        "problem",
        "wrong",
        "missing",
        "dont",
        "doesnt",
        "didnt",
        "cant",
        "isnt",
        "wasnt",
    ]
)
_GREETING = re.compile(
    r"^(?:hallo|hi|hey|hello|moin|servus|grüezi|guten (?:tag|morgen|abend)|grüß gott|sehr geehrte[rs]?|liebe[rs]?|dear)\b",
    re.IGNORECASE,
)
_FAREWELL = re.compile(
    r"^(?:(?:(?:mit|vielen?|lieben?|besten?|freundlichen?|herzlichen?|schönen?|sonnigen?|best|kind|warm) )*"
    r"(?:grüße?n?|gruß|gruss|gruesse?n?|regards|wishes)|mfg|lg|vg|bg|gruß|sincerely|yours)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]+")
_END_OF_PHRASE = re.compile(r"[,.!;:()–—\n-]+")
# A face of signs, or one picture, says no more than the thanks beside it.
_FACE = re.compile(r"[:;]-?[)D]|[\U0001F300-\U0001FAFF\u2600-\u27BF\uFE0F\u200D]")
_POSTSCRIPT = re.compile(r"^p\.? ?s\b", re.IGNORECASE)
_SIGNATURE = re.compile(r"^-- ?$", re.MULTILINE)


def is_merely_thanks(text: str, names: Collection[str] = ()) -> bool:
    """Tell whether `text`, without what it quotes, says thanks and nothing else.

    `names` are those of the people who may be spoken to or sign, as they are written.
    """
    body = _SIGNATURE.split(text, maxsplit=1)[0]
    if len(body) > caps.THANKS_CHARS or "?" in body:
        return False
    lines = [_FACE.sub(" ", line).strip() for line in body.splitlines()]
    said, signed = _without_farewell([line for line in lines if line])
    spoken = _words("\n".join(said))
    return (
        not _THANKS.isdisjoint(spoken)
        and _DOUBTS.isdisjoint(_words("\n".join([*said, *signed])))
        and _is_signature(signed)
        and all(map(_Allowed(names), _END_OF_PHRASE.split("\n".join(said))))
    )


class _Allowed:
    """Knows phrases that say no more than thanks."""

    def __init__(self, names: Collection[str]) -> None:
        self._known = _THANKS | _WITH_THANKS | {word for name in names for word in _words(name)}

    def __call__(self, phrase: str) -> bool:
        words = _words(phrase)
        if _GREETING.match(phrase.strip()) and len(words) <= caps.GREETING_WORDS:
            return not any(word.isdigit() for word in words)
        return all(word in self._known for word in words)


def _without_farewell(lines: list[str]) -> tuple[list[str], list[str]]:
    """What is said, and the lines from the farewell on."""
    for number, line in enumerate(lines):
        if _FAREWELL.match(line):
            return lines[:number], lines[number + 1 :]
    return lines, []


def _is_signature(lines: list[str]) -> bool:
    """Names and addresses; a sentence below the farewell is something that was said."""
    return len(lines) <= caps.SIGNATURE_LINES and all(
        len(line.split()) <= caps.SIGNATURE_LINE_WORDS and not _POSTSCRIPT.match(line)
        for line in lines
    )


def _words(text: str) -> list[str]:
    return _WORD.findall(text.replace("’", "").replace("'", "").lower())
