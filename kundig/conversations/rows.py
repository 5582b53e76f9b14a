"""Conversations as rows of a list: what the row's template shows, nothing looked up one by one."""

from __future__ import annotations

import functools
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kundig.conversations.models import Conversation, Priority, State
from kundig.core import caps
from kundig.web.relative import relative

Chip = tuple[str, str, str]


@dataclass(frozen=True)
class Row:
    """All that the template shows of one conversation: equal rows look the same."""

    id: int
    url: str
    name: str
    key: int
    time: datetime
    subject: str
    preview: str
    unread: bool
    current: bool
    chips: tuple[Chip, ...]
    assignee: tuple[str, int] | None

    @property
    def version(self) -> int:
        """Return a number that changes with the row, by which the page tells what to draw anew."""
        return zlib.crc32(repr(self).encode())

    def drawn(self, link_target: str = "") -> SafeString:
        """Return the row as HTML; `link_target` is what its link replaces."""
        zone = timezone.get_current_timezone_name()
        return _draw(self, link_target, get_language(), zone, relative(self.time))


# A list is fetched anew at each change, and almost all of its rows are what they were.
@functools.lru_cache(maxsize=caps.ROWS_REMEMBERED)
def _draw(row: Row, link_target: str, *_looks: str | None) -> SafeString:
    """Draw a row; `_looks` are the language, zone and words of time in which it is drawn."""
    return render_to_string("web/components/row.html", {"row": row, "link_target": link_target})


def forget_rows() -> None:
    """Draw every row anew from now on; for measuring."""
    _draw.cache_clear()


UrlOf = Callable[[Conversation], str]

CHANNEL_ICONS = {"email": "mail"}


def rows_of(
    conversations: list[Conversation],
    *,
    url_of: UrlOf,
    unread: frozenset[int] = frozenset(),
    open_id: int | None = None,
    state_is_known: bool = False,
) -> list[Row]:
    """Return the rows; `state_is_known` leaves out the state because the whole list has the same."""
    return [
        _row(
            one,
            url_of(one),
            one.pk in unread and one.pk != open_id,
            one.pk == open_id,
            state_is_known,
        )
        for one in conversations
    ]


def _row(
    conversation: Conversation, url: str, unread: bool, current: bool, state_is_known: bool
) -> Row:
    return Row(
        id=conversation.pk,
        url=url,
        name=conversation.customer.shown_name,
        key=conversation.customer_id,
        time=conversation.waiting_since or conversation.last_activity_at,
        subject=conversation.subject or _("(no subject)"),
        preview=conversation.preview,
        unread=unread,
        current=current,
        chips=tuple(_chips(conversation, state_is_known)),
        assignee=_assignee(conversation),
    )


def _chips(conversation: Conversation, state_is_known: bool) -> list[Chip]:
    icon = CHANNEL_ICONS.get(conversation.channel.kind, "message-circle")
    team = conversation.team.name if conversation.team else conversation.channel.name
    chips = [(team, "", icon)]
    if conversation.priority > Priority.NORMAL:
        chips.append((str(conversation.get_priority_display()), "", "flag"))
    if conversation.failed_count:
        chips.append((_("Not delivered"), "breached", "triangle-alert"))
    if conversation.state != State.OPEN and not state_is_known:
        chips.append(
            (str(conversation.get_state_display()), "", STATE_ICONS[State(conversation.state)])
        )
    return chips


def _assignee(conversation: Conversation) -> tuple[str, int] | None:
    agent = conversation.assignee
    return (agent.name, agent.pk) if agent else None


STATE_ICONS = {
    State.OPEN: "circle-dashed",
    State.WAITING: "clock",
    State.SNOOZED: "alarm-clock",
    State.RESOLVED: "circle-check",
    State.CLOSED: "archive",
}
