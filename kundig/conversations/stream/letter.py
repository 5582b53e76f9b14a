"""A message that came in or went out, as a letter: who, to whom, what it says, and what became of it."""

from __future__ import annotations

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kundig.conversations.models import DeliveryState
from kundig.conversations.shown import ShownMessage
from kundig.conversations.stream.attachments import draw_attachments
from kundig.conversations.stream.cards import draw_cards
from kundig.conversations.stream.delivery import draw_delivery
from kundig.conversations.stream.frame import draw_frame
from kundig.conversations.stream.masking import draw_masking
from kundig.conversations.stream.menu import draw_menu
from kundig.conversations.stream.protection import draw_protection
from kundig.conversations.stream.reader import Reader
from kundig.conversations.stream.sender import draw_sender_check
from kundig.web.drawing import (
    NOTHING,
    avatar,
    banner,
    icon,
    joined,
    markup,
    quote,
    relative_time,
)

_LETTER = (
    '<article class="letter{}{}" aria-label="{}"><header class="letter-head">{}{}{}'
    '<div class="acts"><span class="when">{}</span>{}</div></header>'
    '<div class="letter-body">{}{}{}{}{}{}</div>{}</article>'
)
_AUTOMATIC = '<details class="fold automatic"{}><summary>{}<span class="words">{}</span>{}</summary>{}</details>'
_WITHOUT_TEXT = '<p class="mail-hint">{}<span>{}</span></p>'
_WHO = '<div class="who"><span class="name"><bdi>{}</bdi></span>{}{}</div>'
_ADDRESS = '<span class="soft"><small>{}</small></span>'
_TO = '<div class="to">{}{}{}</div>'
_BLIND_COPY = ' <span class="soft">{}</span>'


def draw_letter(shown: ShownMessage, reader: Reader) -> SafeString:
    """Return a message as a letter."""
    message, delivery = shown.message, shown.delivery
    has_failed = delivery is not None and delivery.state == DeliveryState.FAILED
    return markup(
        _LETTER,
        "" if message.is_inbound else " ours",
        " failed" if has_failed else "",
        _("Message of %(name)s") % {"name": shown.author},
        _face(shown),
        _who(shown),
        _to(shown),
        relative_time(message.created_at),
        draw_menu(
            message,
            is_kept_apart=shown.is_kept_apart,
            can_move=reader.can_move,
            can_reply=reader.can_reply,
            can_open=reader.can_open,
        ),
        draw_protection(message),
        joined(banner(words, "note", "shield-alert", standing=True) for words in shown.warnings),
        draw_masking(shown, reader),
        draw_frame(shown) if shown.has_html else draw_text(shown),
        draw_cards(shown, reader) if message.cards else NOTHING,
        draw_attachments(shown, reader),
        draw_delivery(shown, delivery, reader) if delivery else NOTHING,
    )


def draw_automatic(shown: ShownMessage, reader: Reader, *, is_open: bool = False) -> SafeString:
    """Return a message that a machine wrote, folded to a line unless `is_open`."""
    return markup(
        _AUTOMATIC,
        markup(" open") if is_open else NOTHING,
        icon("bot", "small"),
        _("Automatic message of %(name)s") % {"name": shown.author},
        relative_time(shown.message.created_at),
        draw_letter(shown, reader),
    )


def draw_text(shown: ShownMessage) -> SafeString:
    """Return what the author wrote, and what they quoted folded below; words of ours where that is nothing."""
    if not shown.body and not shown.quote:
        return _without_text(shown)
    return joined([written(shown.body), quote(shown.quote) if shown.quote else NOTHING])


def _without_text(shown: ShownMessage) -> SafeString:
    """Return why there is nothing to read; nothing where files or cards speak for themselves."""
    if shown.is_encrypted:
        words = _(
            "This mail is encrypted. Kundig cannot open it: fetch the file and open it in your mail program."
        )
        return markup(_WITHOUT_TEXT, icon("lock", "small"), words)
    if shown.files or shown.message.cards:
        return NOTHING
    return markup(_WITHOUT_TEXT, icon("mail", "small"), _("This message has no text."))


def written(text: str) -> SafeString:
    """Return a text as it was written, in the direction of its own letters."""
    return markup('<div class="written" dir="auto">{}</div>', text)


def _face(shown: ShownMessage) -> SafeString:
    message = shown.message
    if message.is_inbound:
        return avatar(shown.author, message.customer_id)
    return avatar(shown.author, message.agent_id, colleague=True)


def _who(shown: ShownMessage) -> SafeString:
    if not shown.message.sender.get("address"):
        return markup(_WHO, shown.author, NOTHING, NOTHING)
    return markup(_WHO, shown.author, markup(_ADDRESS, shown.address), draw_sender_check(shown))


def _to(shown: ShownMessage) -> SafeString:
    receivers = shown.receivers
    if not receivers:
        return NOTHING
    is_forwarded = bool(shown.message.forwards)
    words = _("forwarded to %(to)s") if is_forwarded else _("to %(to)s")
    forward = icon("forward", "small") if is_forwarded else NOTHING
    return markup(_TO, forward, words % {"to": receivers}, _blind_copy(shown.hidden_receivers))


def _blind_copy(receivers: str) -> SafeString:
    if not receivers:
        return NOTHING
    return markup(_BLIND_COPY, _("(blind copy: %(bcc)s)") % {"bcc": receivers})
