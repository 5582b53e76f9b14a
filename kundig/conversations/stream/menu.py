"""What one can do with a message: a menu that each of them carries."""

from __future__ import annotations

import functools

from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kundig.conversations.models import Message
from kundig.web.address import address
from kundig.web.drawing import NOTHING, icon, markup

# In doubled braces stands what differs from message to message.
_MENU = (
    '<menu-button><button class="button quiet small square" type="button" '
    'popovertarget="message-menu-{{message}}" aria-haspopup="menu" aria-label="{}">{}</button>'
    '<div class="menu" id="message-menu-{{message}}" popover role="menu" aria-label="{}">{}{}{}{}{}</div>'
    "</menu-button>"
)
_COPY = (
    '<button class="menu-item" type="button" role="menuitem" data-copy="{{conversation}}#message-{{message}}" '
    'data-toast="{}">{}{}</button>'
)
_ORIGINAL = '<a class="menu-item" role="menuitem" href="{{original}}" target="_blank" rel="noopener">{}{}</a>'
_DOWNLOAD = '<a class="menu-item" role="menuitem" href="{{original}}?download" download>{}{}</a>'
_FORWARD = '<a class="menu-item" role="menuitem" href="{{forward}}?message={{message}}">{}{}</a>'
_MOVE = (
    '<a class="menu-item" role="menuitem" href="{{choose}}?message={{message}}" '
    'hx-get="{{choose}}?message={{message}}" hx-target="#desk-dialog-body" hx-swap="innerHTML" '
    'data-opens="desk-dialog">{}{}</a>'
)


def draw_menu(
    message: Message,
    *,
    can_move: bool,
    can_reply: bool,
    can_open: bool = True,
    is_kept_apart: bool = False,
) -> SafeString:
    """Return the button and its menu, with what the reader may do."""
    has_original = message.raw_id is not None and (can_open or not is_kept_apart)
    menu = _menu(get_language(), has_original, can_reply, can_move)
    conversation = message.conversation_id
    return SafeString(
        menu.format(
            message=message.pk,
            original=address("message-original", message.pk),
            conversation=address("conversation", conversation),
            forward=address("conversation-forward", conversation),
            choose=address("conversation-choose-target", conversation),
        )
    )


@functools.cache
def _menu(_language: str | None, has_original: bool, can_reply: bool, can_move: bool) -> str:
    """The menu in the active language, with a place for each number and address."""
    return markup(
        _MENU,
        _("More for this message"),
        icon("ellipsis"),
        _("Message"),
        markup(_COPY, _("Link copied"), icon("link"), _("Copy link")),
        markup(_ORIGINAL, icon("file-text"), _("Show original")) if has_original else NOTHING,
        markup(_DOWNLOAD, icon("download"), _("Download as .eml")) if has_original else NOTHING,
        markup(_FORWARD, icon("forward"), _("Forward …")) if can_reply else NOTHING,
        markup(_MOVE, icon("corner-up-right"), _("Move or split off …")) if can_move else NOTHING,
    )
