"""Small things that stand on a page by the hundred, drawn in Python: in templates they took most of its time.

The templates draw them by tags of the same names; docs/developers/design.md lists them.
"""

from __future__ import annotations

import functools
import html
import zlib
from collections.abc import Iterable
from datetime import datetime

from django.templatetags.static import static
from django.utils.safestring import SafeData, SafeString
from django.utils.translation import gettext as _

from kundig.web import relative

AVATAR_HUES = 12
FILE_ICONS = (
    ("image/", "image"),
    ("message/", "mail"),
    ("text/csv", "file-spreadsheet"),
    ("spreadsheet", "file-spreadsheet"),
    ("ms-excel", "file-spreadsheet"),
    ("pdf", "file-text"),
    ("text/", "file-text"),
    ("word", "file-text"),
    ("zip", "file-archive"),
    ("compressed", "file-archive"),
)
NOTHING = SafeString()
SILENT = SafeString('aria-hidden="true"')


def markup(template: str, *values: object) -> SafeString:
    """Return `template` with each {} replaced by a value; whatever is not safe HTML already is escaped.

    What Django's `format_html` does, without its care for lazy text, which takes three times as long.
    """
    return SafeString(template.format(*map(_safe, values)))


def joined(parts: Iterable[SafeString]) -> SafeString:
    """Return the parts one after the other."""
    return SafeString("".join(parts))


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


def banner(
    words: object,
    tone: str = "",
    icon_name: str = "",
    url: str = "",
    action: str = "",
    standing: bool = False,
) -> SafeString:
    """Return a line across what it concerns; `tone` is breached, soon, met or note, `standing` gives it a frame."""
    return markup(
        '<div class="banner{}{}">{}<p>{}</p>{}</div>',
        f" {tone}" if tone else "",
        " standing" if standing else "",
        icon(icon_name) if icon_name else "",
        words,
        markup('<a class="button small" href="{}">{}</a>', url, action) if action else "",
    )


def quote(text: str) -> SafeString:
    """Return what was quoted, folded; `text` may be safe HTML."""
    return markup(
        '<details class="quote"><summary>{}</summary><div class="written" dir="auto">{}</div></details>',
        _("Show quoted text"),
        text,
    )


def csrf_field(token: object) -> SafeString:
    """Return the hidden field that proves a form to be ours, as `{% csrf_token %}` does."""
    return markup('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', token)


def file_icon(content_type: str) -> str:
    """Return the name of the icon for a type of file."""
    return next((name for part, name in FILE_ICONS if part in content_type), "file")


def forget() -> None:
    """Draw everything anew from now on; for measuring."""
    for drawn in (icon, avatar, chip):
        drawn.cache_clear()
    relative.forget()


def relative_time(value: datetime | None) -> SafeString:
    """Return "5 min ago", ticking, the exact time on hover; nothing where there is no time."""
    if value is None:
        return NOTHING
    return markup(
        '<relative-time><time datetime="{}" title="{}">{}</time></relative-time>',
        value.isoformat(timespec="seconds"),
        *relative.exact_and_relative(value),
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
