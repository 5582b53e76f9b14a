"""Appointments, contacts and forwarded mails within a message, each as a card."""

from __future__ import annotations

from django.utils.safestring import SafeString

from kundig.conversations.cards import ShownCard
from kundig.conversations.shown import ShownMessage
from kundig.conversations.stream.invitation import draw_standing
from kundig.conversations.stream.reader import Reader
from kundig.web.drawing import NOTHING, icon, joined, markup

_CARD = (
    '<section class="card message-card{}"><header>{}<h3><bdi>{}</bdi></h3><span class="chip">{}</span>'
    "</header>{}{}{}</section>"
)
_FACT = "<dt>{}</dt><dd><bdi>{}</bdi></dd>"
_TEXT = '<details class="fold"><summary>{}</summary><div class="fold-body written" dir="auto">{}</div></details>'


def draw_cards(shown: ShownMessage, reader: Reader) -> SafeString:
    """Return the cards of a message; the first invitation with what the reader can answer."""
    cards = shown.cards
    asking = next((card for card in cards if card.asks), None)
    return joined(
        _card(card, draw_standing(shown, reader) if card is asking else NOTHING) for card in cards
    )


def _card(card: ShownCard, standing: SafeString) -> SafeString:
    return markup(
        _CARD,
        " off" if card.is_off else "",
        icon(card.icon_name),
        card.title,
        card.chip,
        _facts(card) if card.facts else NOTHING,
        markup(_TEXT, card.text_label, card.text) if card.text else NOTHING,
        standing,
    )


def _facts(card: ShownCard) -> SafeString:
    facts = joined(markup(_FACT, label, words) for label, words in card.facts)
    return markup('<dl class="facts">{}</dl>', facts)
