"""A conversation as PDF, drawn from its words alone.

Nothing that a message says is ever opened: there is no HTML, no picture and no address among what is drawn, and
the only files that are read are the two of the font (see fonts/LICENSE.txt).
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # has no types
from fpdf import FPDF
from fpdf.enums import XPos, YPos

from kundig.conversations.models import Conversation, Message
from kundig.conversations.shown import ShownMessage, for_showing, shown_messages
from kundig.core import caps
from kundig.core.actor import Actor
from kundig.core.time import now
from kundig.exports.glyphs import drawable
from kundig.web.relative import exact

_FONTS = Path(__file__).parent / "fonts"
_LINE = 5.2
_GREY, _BLACK, _PAPER = (95, 95, 95), (0, 0, 0), (255, 247, 214)


def draw(conversation: Conversation, messages: QuerySet[Message], reader: Actor) -> bytes:
    """Return the document: a head with the facts, then each message with who, when, to whom and its files' names."""
    sheet = _Sheet(drawable(conversation.subject or _("(no subject)"), _known()))
    sheet.add_page()
    sheet.head(_facts(conversation))
    for portion in _portions(for_showing(messages)):
        for message in portion:
            message.conversation = conversation
        for shown in shown_messages(portion, reader):
            sheet.message(shown)
    return bytes(sheet.output())


@functools.cache
def _known() -> frozenset[int]:
    """The signs that both weights of the font can draw."""
    known: list[frozenset[int]] = []
    for name in ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf"):
        with TTFont(_FONTS / name, lazy=True) as face:
            known.append(frozenset(face.getBestCmap()))
    return frozenset.intersection(*known)


def _portions(rows: QuerySet[Message]) -> Iterator[list[Message]]:
    for start in range(0, caps.EXPORT_MESSAGES, caps.PAGE_ROWS):
        portion = list(rows[start : start + caps.PAGE_ROWS])
        yield portion
        if len(portion) < caps.PAGE_ROWS:
            return


def _facts(conversation: Conversation) -> Iterable[tuple[str, str]]:
    customer = conversation.customer
    addresses = ", ".join(address.value for address in customer.addresses.all())
    yield _("Customer"), f"{customer.name} {addresses}".strip()
    if customer.company:
        yield _("Company"), customer.company.name
    yield _("Conversation number"), str(conversation.pk)
    yield _("State"), conversation.get_state_display()
    yield _("Opened"), exact(conversation.created_at)
    yield _("Exported"), date_format(timezone.localtime(now()), "SHORT_DATETIME_FORMAT")


class _Sheet(FPDF):
    """Pages of A4 with the subject above and their number below."""

    def __init__(self, title: str) -> None:
        super().__init__(format="A4")
        self._title = title
        self.set_title(title)
        self.set_creator("Kundig")
        self.set_margins(20, 18, 20)
        self.set_auto_page_break(True, 20)
        self.add_font("DejaVu", "", _FONTS / "DejaVuSans.ttf")
        self.add_font("DejaVu", "B", _FONTS / "DejaVuSans-Bold.ttf")
        # Joins Arabic letters, and turns what is written from right to left.
        self.set_text_shaping(True)
        self.alias_nb_pages()

    def footer(self) -> None:
        """Draw the page's number."""
        self.set_y(-14)
        self._pen(8, color=_GREY)
        self.cell(0, 5, f"{self.page_no()} / {{nb}}", align="C")

    def head(self, facts: Iterable[tuple[str, str]]) -> None:
        """Draw the title, and each fact with its name."""
        self._write(self._title, 15, bold=True, height=7.5)
        self.ln(2)
        for name, value in facts:
            self._write(f"{name}: {value}", 9, color=_GREY)
        self.ln(4)

    def message(self, shown: ShownMessage) -> None:
        """Draw one message; a note stands on paper of its own colour, and says so."""
        message = shown.message
        self.set_draw_color(200, 200, 200)
        self.line(self.l_margin, self.get_y(), self.w - self.r_margin, self.get_y())
        self.ln(2.5)
        self.set_fill_color(*_PAPER)
        self._write(_author(shown), 10, bold=True, fill=message.is_note)
        self._write(_line(shown), 8, color=_GREY, fill=message.is_note)
        self.ln(1)
        text = message.visible_text.strip() or message.text.strip()
        self._write(text[: caps.SHOWN_CHARS], 10, fill=message.is_note)
        if shown.quote:
            self._write(_("[Quoted text left out]"), 8, color=_GREY, fill=message.is_note)
        for file in shown.files:
            words = _("File: {name}, {size} kB").format(name=file.name, size=-(-file.size // 1000))
            self._write(words, 8, color=_GREY, fill=message.is_note)
        self.ln(4)

    def _write(
        self,
        text: str,
        size: int,
        *,
        bold: bool = False,
        color: tuple[int, int, int] = _BLACK,
        height: float = _LINE,
        fill: bool = False,
    ) -> None:
        if text:
            self._pen(size, bold=bold, color=color)
            words = drawable(text, _known())
            self.multi_cell(
                0, height, words, align="L", fill=fill, new_x=XPos.LMARGIN, new_y=YPos.NEXT
            )

    def _pen(self, size: int, *, bold: bool = False, color: tuple[int, int, int]) -> None:
        self.set_font("DejaVu", "B" if bold else "", size)
        self.set_text_color(*color)


def _author(shown: ShownMessage) -> str:
    name = shown.author
    if shown.message.is_note:
        return _("Note by {name}, internal").format(name=name)
    return f"{name} <{shown.address}>" if shown.message.is_inbound and shown.address else name


def _line(shown: ShownMessage) -> str:
    at = exact(shown.message.created_at)
    return f"{at} · {_('to')} {shown.receivers}" if shown.receivers else at
