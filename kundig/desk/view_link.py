"""The views of the inbox as links, each with how much waits in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kundig.conversations.listing import View
from kundig.core import caps
from kundig.web.address import address
from kundig.web.drawing import NOTHING, icon, joined, markup
from kundig.web.row import CURRENT, HIDDEN

_LINK = '<li><a href="{}"{}>{}<span class="text">{}</span>{}</a></li>'
_COUNT = '<span class="count{}">{}{}</span>'


def draw_view_links(views: Iterable[View], counts: Mapping[str, int], current: View) -> SafeString:
    """Return a link to each view; `counts` go by the views' names, `current` is the one that is open."""
    return joined(_link(view, counts.get(view.name, 0), current) for view in views)


def _link(view: View, count: int, current: View) -> SafeString:
    return markup(
        _LINK,
        address("inbox", view.name),
        CURRENT if view.name == current.name else NOTHING,
        icon(view.icon),
        view.label,
        _count(view, count) if count else NOTHING,
    )


def _count(view: View, count: int) -> SafeString:
    # Beyond the limit nobody has counted.
    words = "999+" if count == caps.COUNTED_ROWS else count
    tone = " unread" if view.name == "mine" else ""
    return markup(_COUNT, tone, words, markup(HIDDEN, " " + _("conversations")))
