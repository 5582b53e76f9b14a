"""Small things that stand on a page by the hundred, drawn in Python: in templates they took most of its time.

The templates draw them by tags of the same names; docs/developers/design.md lists them.
"""

from __future__ import annotations

import functools
import html
import zlib
from datetime import datetime

from django.templatetags.static import static
from django.utils.safestring import SafeData, SafeString

from kundig.web import relative

AVATAR_HUES = 12
NOTHING = SafeString()
SILENT = SafeString('aria-hidden="true"')


def markup(template: str, *values: object) -> SafeString:
    """Return `template` with each {} replaced by a value; whatever is not safe HTML already is escaped.

    What Django's `format_html` does, without its care for lazy text, which takes three times as long.
    """
    return SafeString(template.format(*map(_safe, values)))


def _safe(value: object) -> str:
    if isinstance(value, SafeData):
        return str(value)
    return html.escape(str(value))


# Text and safe HTML are kept apart (`typed`), so that neither is ever taken for the other.
remembered = functools.lru_cache(maxsize=2048, typed=True)


@remembered
def icon(name: str, size: str = "", label: str = "", extra: str = "") -> SafeString:
    """Return an icon of the sprite; `size` is small, large or huge; `label` makes it speak."""
    speaks = markup('role="img" aria-label="{}"', label) if label else SILENT
    return markup(
        '<svg class="icon{}"{} {}><use href="{}#{}"/></svg>',
        f" {extra}" if extra else "",
        markup(' data-size="{}"', size) if size else "",
        speaks,
        _sprite(),
        name,
    )


@remembered
def avatar(name: str, key: object = None, size: str = "", colleague: bool = False) -> SafeString:
    """Return the initials on a hue that belongs to the key; `size` is small or large."""
    return markup(
        '<span class="avatar{}" data-hue="{}"{} aria-hidden="true">{}</span>',
        " colleague" if colleague else "",
        _hue(name if key is None else key),
        markup(' data-size="{}"', size) if size else "",
        initials(name),
    )


@remembered
def chip(
    words: str, tone: str = "", icon_name: str = "", plain: bool = False, title: str = ""
) -> SafeString:
    """Return a chip; `tone` is breached, soon, met, note or accent."""
    return markup(
        '<span class="chip{}{}"{}>{}<span class="text">{}</span></span>',
        f" {tone}" if tone else "",
        " plain" if plain else "",
        markup(' title="{}"', title) if title else "",
        icon(icon_name, "small") if icon_name else "",
        words,
    )


def forget() -> None:
    """Draw everything anew from now on; for measuring."""
    for drawn in (icon, avatar, chip):
        drawn.cache_clear()


def relative_time(value: datetime | None) -> SafeString:
    """Return "5 min ago", ticking, the exact time on hover; nothing where there is no time."""
    if value is None:
        return NOTHING
    return markup(
        '<relative-time><time datetime="{}" title="{}">{}</time></relative-time>',
        value.isoformat(timespec="seconds"),
        relative.exact(value),
        relative.relative(value),
    )


def initials(name: str) -> str:
    """Return the first letters of the first and the last word: "Dr. Kofi Asante" gives "KA"."""
    words = [word for word in str(name).split() if word[0].isalpha() and not word.endswith(".")]
    letters = [words[0][0], words[-1][0]] if len(words) > 1 else [word[0] for word in words]
    return "".join(letters).upper() or "?"


def _hue(key: object) -> int:
    if isinstance(key, int):
        return key * 5 % AVATAR_HUES
    return zlib.crc32(str(key).encode()) % AVATAR_HUES


@functools.cache
def _sprite() -> str:
    """The sprite's address, which never changes while we run."""
    return static("web/icons.svg")
