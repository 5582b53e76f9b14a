"""A note among colleagues."""

from __future__ import annotations

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kundig.conversations.shown import ShownMessage
from kundig.conversations.stream.attachments import draw_attachments
from kundig.conversations.stream.letter import written
from kundig.conversations.stream.menu import draw_menu
from kundig.conversations.stream.reader import Reader
from kundig.web.drawing import avatar, icon, markup, relative_time

_NOTE = (
    '<article class="internal" aria-label="{}"><header>{}<span class="name">{}</span>{}'
    '<span class="only">{}{}</span>{}</header>{}{}</article>'
)


def draw_note(shown: ShownMessage, reader: Reader) -> SafeString:
    """Return a note, marked as one that stays inside."""
    message = shown.message
    return markup(
        _NOTE,
        _("Note of %(name)s") % {"name": shown.author},
        avatar(shown.author, message.agent_id, "small", True),
        shown.author,
        relative_time(message.created_at),
        icon("lock", "small"),
        _("Internal only"),
        draw_menu(message, can_move=reader.can_move, can_reply=False),
        written(shown.body),
        draw_attachments(shown, reader),
    )
