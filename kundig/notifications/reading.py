"""What an agent's bell shows: only what they may see now, newest first, with words in their language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from kundig.core import caps
from kundig.core.events import kind_of
from kundig.core.names import Reference, find_names
from kundig.core.sentences import shown_value
from kundig.notifications.about import visible
from kundig.notifications.kinds import kind_named
from kundig.notifications.models import Notification
from kundig.staff.models import Agent


@dataclass(frozen=True)
class Line:
    """One notification as it is shown."""

    pk: int
    icon: str
    words: SafeString
    text: str
    count: int
    at: datetime
    is_unread: bool


def within(agent: Agent) -> QuerySet[Notification]:
    """Return what the agent was told, by whichever way, and may still see."""
    return agent.notifications.filter(visible(agent.actor))


def in_bell(agent: Agent) -> QuerySet[Notification]:
    """Return what the bell holds for the agent."""
    return within(agent).filter(in_bell=True)


def unread(agent: Agent) -> list[tuple[str, int]]:
    """Return what unread notifications are about (kind and id), at most one more than are counted."""
    rows = in_bell(agent).filter(read_at=None).order_by("-at", "-pk")
    return list(rows.values_list("subject_kind", "subject_id")[: caps.NOTIFICATIONS_COUNTED + 1])


def page(agent: Agent, after: Notification | None) -> tuple[list[Line], int | None]:
    """Return a page of lines behind one of them, and the id behind which the next page goes on."""
    rows = in_bell(agent).select_related("event").order_by("-at", "-pk")
    if after is not None:
        rows = rows.filter(Q(at__lt=after.at) | Q(at=after.at, pk__lt=after.pk))
    found = list(rows[: caps.NOTIFICATION_ROWS + 1])
    shown = found[: caps.NOTIFICATION_ROWS]
    return lines(shown), shown[-1].pk if len(found) > len(shown) else None


def lines(found: list[Notification]) -> list[Line]:
    """Return notifications with their words; all names are looked up together."""
    names = find_names({one for each in found for one in _references(each)})
    return [
        Line(
            pk=each.pk,
            icon=kind.icon if (kind := kind_named(each.kind)) else "bell",
            words=_words(each, names),
            text=_text(each, names),
            count=each.count,
            at=each.at,
            is_unread=each.read_at is None,
        )
        for each in found
    ]


def _references(one: Notification) -> set[Reference]:
    found = {(one.subject_kind, one.subject_id)}
    if one.event.actor_id is not None:
        found.add((one.event.actor_kind, one.event.actor_id))
    return found


def _words(one: Notification, names: Mapping[Reference, str]) -> SafeString:
    strong = "<strong><bdi>{}</bdi></strong>"
    values = {name: format_html(strong, value) for name, value in _values(one, names).items()}
    sentence = str(conditional_escape(_sentence(one)))
    return mark_safe(sentence.format_map(values))  # noqa: S308  # every value was escaped


def _text(one: Notification, names: Mapping[Reference, str]) -> str:
    return _sentence(one).format_map(_values(one, names))


def _sentence(one: Notification) -> str:
    kind = kind_named(one.kind)
    return str(kind.sentence) if kind else "{subject}"


def _values(one: Notification, names: Mapping[Reference, str]) -> dict[str, str]:
    event = one.event
    actor = "Kundig"
    if event.actor_id is not None:
        actor = names.get((event.actor_kind, event.actor_id)) or _("somebody")
    why = kind_of(event.kind).fields.get("why")
    return {
        "why": shown_value(why, event.data.get("why"), names) if why else "",
        "actor": actor,
        "subject": names.get((one.subject_kind, one.subject_id)) or _("(no subject)"),
    }
