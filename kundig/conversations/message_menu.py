"""What one can do with a message: a menu that each of them carries, drawn in Python because there are dozens."""

from __future__ import annotations

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kundig.conversations.models import Message
from kundig.web.drawing import icon, markup

_MENU = (
    '<menu-button><button class="button quiet small square" type="button" popovertarget="{0}" '
    'aria-haspopup="menu" aria-label="{1}">{2}</button>'
    '<div class="menu" id="{0}" popover role="menu" aria-label="{3}">{4}{5}{6}{7}</div></menu-button>'
)
_COPY = (
    '<button class="menu-item" type="button" role="menuitem" data-copy="{}#message-{}" data-toast="{}">{}{}'
    "</button>"
)
_LINK = '<a class="menu-item" role="menuitem" href="{}" {}>{}{}</a>'
_ELSEWHERE = SafeString('target="_blank" rel="noopener"')
_IN_DIALOG = (
    'hx-get="{}" hx-target="#desk-dialog-body" hx-swap="innerHTML" data-opens="desk-dialog"'
)


def draw_menu(message: Message, *, can_move: bool, can_reply: bool) -> SafeString:
    """Return the button and its menu, with what the reader may do."""
    return markup(
        _MENU,
        f"message-menu-{message.pk}",
        _("More for this message"),
        icon("ellipsis"),
        _("Message"),
        _copying(message),
        _original(message) if message.raw_id is not None else "",
        _forwarding(message) if can_reply else "",
        _moving(message) if can_move else "",
    )


def _copying(message: Message) -> SafeString:
    address = reverse("conversation", args=[message.conversation_id])
    return markup(_COPY, address, message.pk, _("Link copied"), icon("link"), _("Copy link"))


def _original(message: Message) -> SafeString:
    address = reverse("message-original", args=[message.pk])
    return markup(_LINK, address, _ELSEWHERE, icon("file-text"), _("Show original"))


def _forwarding(message: Message) -> SafeString:
    form = reverse("conversation-forward", args=[message.conversation_id])
    return markup(_LINK, f"{form}?message={message.pk}", "", icon("forward"), _("Forward …"))


def _moving(message: Message) -> SafeString:
    choice = reverse("conversation-choose-target", args=[message.conversation_id])
    address = f"{choice}?message={message.pk}"
    fetching = markup(_IN_DIALOG, address)
    return markup(_LINK, address, fetching, icon("corner-up-right"), _("Move or split off …"))
