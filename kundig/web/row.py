"""A conversation as a row of a list, drawn in Python: a list has fifty of them and more."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import datetime

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kundig.web.drawing import NOTHING, avatar, chip, joined, markup, relative_time, remembered

# Words, tone, icon.
Chip = tuple[str, str, str]
CellValue = str | datetime | None
# The column's heading, and what stands below it.
Cell = tuple[str, CellValue]


@dataclass(frozen=True)
class Row:
    """All that a row shows; equal rows look the same. `id` is what a list that is kept up to date tells them by."""

    url: str
    name: str
    key: int
    time: datetime
    subject: str
    preview: str
    id: int | None = None
    unread: bool = False
    current: bool = False
    chips: tuple[Chip, ...] = ()
    # How long there is left to answer, and its tone.
    waiting: tuple[str, str] | None = None
    # Name and key of the colleague.
    assignee: tuple[str, int] | None = None
    # Where the list is wide enough it shows these columns instead of chips.
    cells: tuple[Cell, ...] = ()

    @property
    def version(self) -> int:
        """Return a number that changes with the row, by which the page tells what to draw anew."""
        return zlib.crc32(repr(self).encode())

    def drawn(self, link_target: str = "", select_name: str = "") -> SafeString:
        """Return the row as HTML.

        `link_target` is what htmx replaces by what the link leads to (a CSS selector), `select_name` the name
        of a box to choose the row by; without them there is neither.
        """
        return markup(
            '<li class="row{}"{}>{}{}<div class="row-words"><div class="row-head">'
            '<a href="{}"{}{}>{}{}</a> {}</div><div class="row-subject">{}</div>'
            '<div class="row-preview">{}</div>{}{}</div></li>\n',
            " unread" if self.unread else "",
            self._identity(),
            avatar(self.name, self.key),
            self._box(select_name) if select_name else "",
            self.url,
            CURRENT if self.current else "",
            self._fetching(link_target) if link_target else "",
            markup(HIDDEN, _("Unread:") + " ") if self.unread else "",
            self.name,
            relative_time(self.time),
            self.subject,
            self.preview,
            self._facts(),
            joined(_cell(*one) for one in self.cells),
        )

    def _identity(self) -> SafeString:
        if self.id is None:
            return NOTHING
        return markup(' data-key="{}" data-version="{}"', self.id, self.version)

    def _fetching(self, target: str) -> SafeString:
        return markup(' hx-get="{}"{}', self.url, _swapping(target))

    def _box(self, name: str) -> SafeString:
        words = _("Select conversation with %(name)s") % {"name": self.name}
        return markup(
            '<label class="row-select"><input type="checkbox" name="{}" value="{}">{}</label>',
            name,
            self.key if self.id is None else self.id,
            markup(HIDDEN, words),
        )

    def _facts(self) -> SafeString:
        if not (self.chips or self.waiting or self.assignee):
            return NOTHING
        chips = [chip(words, tone, icon_name, True) for words, tone, icon_name in self.chips]
        return markup(
            '<div class="row-chips">{} <span class="to-end"></span>{}{}</div>',
            SafeString(" ".join(chips)),
            chip(*self.waiting, "clock") if self.waiting else "",
            _colleague(*self.assignee) if self.assignee else "",
        )


def _cell(label: str, value: CellValue) -> SafeString:
    shown = relative_time(value) if isinstance(value, datetime) else value or ""
    return markup(_CELL, f"{label}: ", shown) if shown else _NO_CELL


_CELL = SafeString('<div class="row-cell"><span class="visually-hidden">{}</span>{}</div>')
_NO_CELL = SafeString('<div class="row-cell"></div>')
CURRENT = SafeString(' aria-current="page"')
HIDDEN = '<span class="visually-hidden">{}</span>'


@remembered
def _swapping(target: str) -> SafeString:
    return markup(
        ' hx-target="{0}" hx-swap="outerHTML" hx-push-url="true" hx-sync="{0}:replace"', target
    )


@remembered
def _colleague(name: str, key: int) -> SafeString:
    initials = avatar(name, key, "small", True)
    return markup('<span title="{}">{}{}</span>', name, initials, markup(HIDDEN, name))
