"""The words by which mail programs of each language mark quotes, headers and robots.

One table per language, as data. To teach a language, add a file with a `Language` and name it in
`ALL`; nothing else changes.
"""

from __future__ import annotations

from kundig.channels.email.mime.languages.east_asian import CHINESE, JAPANESE, KOREAN, VIETNAMESE
from kundig.channels.email.mime.languages.eastern import (
    BULGARIAN,
    CROATIAN,
    CZECH,
    GREEK,
    HUNGARIAN,
    POLISH,
    ROMANIAN,
    RUSSIAN,
    SLOVAK,
    SLOVENIAN,
    TURKISH,
    UKRAINIAN,
)
from kundig.channels.email.mime.languages.english import ENGLISH
from kundig.channels.email.mime.languages.german import GERMAN
from kundig.channels.email.mime.languages.language import Language
from kundig.channels.email.mime.languages.northern import (
    DANISH,
    DUTCH,
    ESTONIAN,
    FINNISH,
    LATVIAN,
    LITHUANIAN,
    NORWEGIAN,
    SWEDISH,
)
from kundig.channels.email.mime.languages.romance import (
    CATALAN,
    FRENCH,
    ITALIAN,
    PORTUGUESE,
    SPANISH,
)
from kundig.channels.email.mime.languages.semitic import ARABIC, HEBREW

ALL: tuple[Language, ...] = (
    ENGLISH, GERMAN, FRENCH, SPANISH, PORTUGUESE, ITALIAN, CATALAN, DUTCH, DANISH, SWEDISH,
    NORWEGIAN, FINNISH, ESTONIAN, LATVIAN, LITHUANIAN, POLISH, CZECH, SLOVAK, SLOVENIAN, CROATIAN,
    HUNGARIAN, ROMANIAN, BULGARIAN, RUSSIAN, UKRAINIAN, GREEK, TURKISH, VIETNAMESE, JAPANESE,
    CHINESE, KOREAN, HEBREW, ARABIC,
)  # fmt: skip

__all__ = ["ALL", "Language"]
