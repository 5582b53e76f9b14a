"""An event as a line of the timeline."""

from __future__ import annotations

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kundig.conversations.events import CUSTOMER_MERGED
from kundig.conversations.models import Conversation
from kundig.conversations.stream.reader import Reader
from kundig.conversations.timeline import Happening
from kundig.core.events import kind_of
from kundig.web.address import address
from kundig.web.drawing import NOTHING, icon, markup, relative_time

_LINE = '<div class="event">{}<p>{}{}{}</p>{}{}</div>'
_MORE = ' <a class="link" href="{}">{}</a>'
# The button stands within the sentence, its form behind it: a paragraph can't hold a form.
_BUTTON = ' <button class="link" type="submit" form="undo-{}">{}</button>'
_FORM = (
    '<form id="undo-{0}" method="post" action="{1}" hx-post="{1}" hx-swap="none">{2}'
    '<input type="hidden" name="conversation" value="{3}"></form>'
)


def draw_happening(happening: Happening, conversation: Conversation, reader: Reader) -> SafeString:
    """Return what happened, and how to undo it where the reader may."""
    button, form = _undo(happening, conversation, reader)
    when = relative_time(happening.event.at)
    return markup(
        _LINE, icon(happening.icon, "small"), happening.words, _page(happening), button, form, when
    )


def _page(happening: Happening) -> SafeString:
    """The way to the page that tells more."""
    event = happening.event
    if event.kind == CUSTOMER_MERGED:
        return markup(_MORE, address("customer-merged", event.data["merge"]), _("Show or undo"))
    kind = kind_of(event.kind)
    if not kind.page_of:
        return (
            markup(_MORE, address(kind.page), _("What does that mean?")) if kind.page else NOTHING
        )
    if happening.is_page_hidden:
        return NOTHING
    return markup(_MORE, address(kind.page, event.data[kind.page_of]), _("What does it do?"))


def _undo(
    happening: Happening, conversation: Conversation, reader: Reader
) -> tuple[SafeString, SafeString]:
    event = happening.event.pk
    if happening.may_open and reader.can_work:
        undo, words = address("conversation-reopen", conversation.pk), _("Reopen")
    elif happening.move is not None and reader.can_arrange:
        undo, words = address("move-undo", happening.move.pk), _("Undo")
    else:
        return NOTHING, NOTHING
    return (
        markup(_BUTTON, event, words),
        markup(_FORM, event, undo, reader.csrf, conversation.pk),
    )
