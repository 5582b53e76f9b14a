"""Conversations as rows of a list: what the row's template shows, nothing looked up one by one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kundig.conversations.columns import Column, cells_of
from kundig.conversations.models import Back, Conversation, Priority, State
from kundig.core import caps
from kundig.core.time import now
from kundig.web.row import Cell, Chip, Row

UrlOf = Callable[[Conversation], str]

CHANNEL_ICONS = {"email": "mail"}


def rows_of(
    conversations: list[Conversation],
    *,
    url_of: UrlOf,
    unread: frozenset[int] = frozenset(),
    open_id: int | None = None,
    state_is_known: bool = False,
    columns: Sequence[Column] = (),
) -> list[Row]:
    """Return the rows; `state_is_known` leaves out the state because the whole list has the same."""
    cells = cells_of(conversations, columns) if columns else {}
    return [
        _row(
            one,
            url_of(one),
            one.pk in unread and one.pk != open_id,
            one.pk == open_id,
            state_is_known,
            cells.get(one.pk, ()),
        )
        for one in conversations
    ]


def _row(
    conversation: Conversation,
    url: str,
    unread: bool,
    current: bool,
    state_is_known: bool,
    cells: tuple[Cell, ...],
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
        cells=cells,
    )


def _chips(conversation: Conversation, state_is_known: bool) -> list[Chip]:
    icon = CHANNEL_ICONS.get(conversation.channel.kind, "message-circle")
    team = conversation.team.name if conversation.team else conversation.channel.name
    chips = [(team, "", icon)]
    if conversation.priority > Priority.NORMAL:
        chips.append((str(Priority(conversation.priority).label), "", "flag"))
    if conversation.failed_count:
        chips.append((_("Not delivered"), "breached", "triangle-alert"))
    if conversation.back_because and conversation.state == State.OPEN:
        chips.append((str(Back(conversation.back_because).label), "", "alarm-clock"))
    if conversation.promised_until:
        chips.append(_promise(conversation.promised_until))
    if conversation.status is not None:
        status = conversation.status
        icon = STATE_ICONS[State(conversation.state)]
        chips.append((status.name, status.tone, icon))
    elif conversation.state != State.OPEN and not state_is_known:
        state = State(conversation.state)
        chips.append((str(state.label), "", STATE_ICONS[state]))
    return chips


def _promise(due_at: datetime) -> Chip:
    if due_at <= now():
        return _("Promise broken"), "breached", "calendar-clock"
    is_soon = due_at <= now() + timedelta(hours=caps.PROMISE_WARN_HOURS)
    words = date_format(timezone.localtime(due_at), "SHORT_DATE_FORMAT")
    return _("Promised by %(date)s") % {"date": words}, "soon" if is_soon else "", "calendar-clock"


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
