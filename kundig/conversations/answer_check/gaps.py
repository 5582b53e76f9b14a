"""Placeholders that nobody has filled."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from kundig.conversations.answer_check.answer import Answer, Hint
from kundig.core.prose import own_words

_GAP = re.compile(
    r"\{\{[^{}\n]{0,80}\}\}|\{[a-z_.]{1,60}\}|#\{[^{}\n]{1,60}\}|\$\{[^{}\n]{1,60}\}|%[A-Z_]{3,40}%|<<[^<>\n]{1,60}>>"
    r"|\[(?:[A-ZÄÖÜ_ ]{3,40}|(?i:(?:hier |bitte |insert |your |ihr |ihre )?(?:name|vorname|nachname|datum|betrag|nummer|link|date|amount|number|order|company|firma)[^\]\n]{0,30}))\](?!\()"
    r"|\b[Xx]{3,}\b|_{4,}|(?<![.…])\.{5,}|\b(?:TODO|TBD|FIXME|[Ll]orem ipsum)\b",
)


def gaps(answer: Answer) -> Iterator[Hint]:
    """Yield a hint for the first gap."""
    found = _GAP.search(own_words(answer.text))
    if found:
        said = {"gap": found[0][:40]}
        yield Hint("gap", _("“%(gap)s” still has to be filled in.") % said, found.span())
