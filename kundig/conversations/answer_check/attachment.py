"""The forgotten attachment: the answer speaks of a file, and none goes along."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from kundig.conversations.answer_check.answer import Answer, Hint
from kundig.core.prose import own_words, sentences

_SPOKEN_OF = re.compile(
    r"\b(?:anbei|beigefügt\w*|beiliegend\w*|beigelegt\w*|angehängt\w*|anhängend\w*"
    r"|(?:im|als|den|der|mit) (?:\w+ )?(?:anhang|anhänge|anhängen)|in der anlage"
    r"|(?:ich |wir )?(?:hänge|hängen|füge|fügen|lege|legen)\b[^.!?\n]{1,80}\b(?:an|bei)\b(?=[.!,]|$)"
    r"|attached|enclosed|attaching|see (?:the )?attachment|in the attachment)\b",
    re.IGNORECASE,
)
# They send something, or there is nothing: not our file.
_NOT_OURS = re.compile(
    r"\b(?:ihr\w*|dein\w*|eu\w*) (?:\w+ )?(?:anhang|anhänge|anlage\w*|datei\w*)\b"
    r"|\b(?:ohne|kein\w*) (?:\w+ )?(?:anhang|anhänge|anlage\w*)\b|\bnicht (?:angehängt|beigefügt|anhängen|öffnen)\b"
    r"|\b(?:haben|hatten|hattest|hast) (?:sie|du|ihr) \b|\b(?:schicken|senden|hängen|fügen|mailen) sie\b|\b(?:schick|sende|häng)e? (?:uns|mir|doch|bitte)\b"
    r"|\byour (?:\w+ )?attachments?\b|\byou (?:have |had )?(?:attached|enclosed)\b|\b(?:no|without|any) (?:an )?attachments?\b"
    r"|\b(?:not|wasn['’]t|isn['’]t) (?:attached|enclosed)\b|\b(?:send|attach|forward) (?:us|me|it|the|a|your)\b",
    re.IGNORECASE,
)


def forgotten_attachment(answer: Answer) -> Iterator[Hint]:
    """Yield a hint at the first place that promises a file."""
    if answer.file_count:
        return
    for sentence in sentences(own_words(answer.text)):
        found = _SPOKEN_OF.search(sentence.text)
        if found and not sentence.is_question and not _NOT_OURS.search(sentence.text):
            place = (sentence.start + found.start(), sentence.start + found.end())
            yield Hint(
                "attachment",
                _("You write “%(words)s”, but no file is attached.") % {"words": found[0]},
                place,
            )
            return
