"""The entries of a timeline in order, each named for the page that keeps itself up to date."""

from __future__ import annotations

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kundig.conversations.models import Conversation
from kundig.conversations.shown import ShownMessage
from kundig.conversations.stream.happening import draw_happening
from kundig.conversations.stream.letter import draw_automatic, draw_letter
from kundig.conversations.stream.note import draw_note
from kundig.conversations.stream.reader import Reader
from kundig.conversations.timeline import Item, Timeline
from kundig.web.address import address
from kundig.web.drawing import NOTHING, icon, joined, markup

_ITEM = '{0}{1}<li id="{2}" data-key="{2}" data-version="{3}"{4}>{5}</li>\n'
_DAY = '<li data-key="day-{}" data-version=""><div class="day-line">{}</div></li>'
_NEW = '<li data-key="new" data-version=""><div class="new-line">{}</div></li>'
_EARLIER = (
    '<li class="more" data-key="earlier" data-version="{0}"><a class="button quiet small" href="{1}" '
    'hx-get="{1}" hx-target="closest .more" hx-swap="outerHTML">{2}{3}</a></li>'
)


def draw_items(timeline: Timeline, conversation: Conversation, reader: Reader) -> SafeString:
    """Return the entries of a timeline, and above them the way to earlier ones if there are any."""
    opening = _opening(timeline)
    items = joined(_item(item, conversation, reader, opening) for item in timeline.items)
    return joined([_earlier(timeline.earlier, conversation), items])


def draw_message(shown: ShownMessage, reader: Reader) -> SafeString:
    """Return a message open to be read: a note or a letter."""
    return draw_note(shown, reader) if shown.message.is_note else draw_letter(shown, reader)


def _earlier(first: int | None, conversation: Conversation) -> SafeString:
    if first is None:
        return NOTHING
    url = address("conversation-earlier", conversation.pk, first)
    return markup(_EARLIER, first, url, icon("chevron-up", "small"), _("Earlier messages"))


def _opening(timeline: Timeline) -> ShownMessage | None:
    """Return what the conversation began with: it stands open even where a machine wrote it."""
    if timeline.earlier is not None:
        return None
    return next((item.shown for item in timeline.items if item.shown), None)


def _item(
    item: Item, conversation: Conversation, reader: Reader, opening: ShownMessage | None
) -> SafeString:
    return markup(
        _ITEM,
        _day(item) if item.day else NOTHING,
        markup(_NEW, _("New since you looked")) if item.is_first_new else NOTHING,
        item.key,
        item.version,
        _look(item.shown, conversation) if item.shown else NOTHING,
        _content(item, conversation, reader, opening),
    )


def _day(item: Item) -> SafeString:
    return markup(_DAY, item.key, date_format(timezone.localtime(item.at), "DATE_FORMAT"))


def _look(shown: ShownMessage, conversation: Conversation) -> SafeString:
    """Where the page notes that the reader has seen the message."""
    url = address("conversation-look", conversation.pk, shown.message.pk)
    return markup(' data-look-url="{}"', url)


def _content(
    item: Item, conversation: Conversation, reader: Reader, opening: ShownMessage | None
) -> SafeString:
    if item.shown is not None:
        return _message(item.shown, reader, is_opening=item.shown is opening)
    happening = item.happening
    return draw_happening(happening, conversation, reader) if happening else NOTHING


def _message(shown: ShownMessage, reader: Reader, *, is_opening: bool) -> SafeString:
    if shown.message.automatic and not shown.message.is_note:
        return draw_automatic(shown, reader, is_open=is_opening)
    return draw_message(shown, reader)
