"""Steps: verbs of a conversation by their names, each with one value as JSON, as bulk actions and macros keep them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kundig.conversations import actions
from kundig.conversations.models import Category, Conversation, Priority
from kundig.conversations.snoozing import MORNING, UNTIL_REPLY
from kundig.core import caps
from kundig.core.actor import Actor
from kundig.core.errors import Refused
from kundig.staff.models import Agent, Team

# The value of "assign" that means whoever does it.
ME = "me"


@dataclass(frozen=True)
class Step:
    """One verb: `fits` tells whether it takes a value, `words` say what it will do with it."""

    label: str | Promise
    icon: str
    fits: Callable[[Any], bool]
    words: Callable[[Any], str]
    do: Callable[[Conversation, Actor, Any], object]


def must_fit(step: Step | None, value: Any) -> Step:
    """Return the step; Refused where there is none, or its value names nothing that there is."""
    if step is None or not step.fits(value):
        raise Refused(_("This can’t be done, or what it names no longer exists."))
    return step


def _plain(label: str | Promise, icon: str, do: Callable[..., object]) -> Step:
    """A step that needs no value."""
    return Step(
        label,
        icon,
        lambda value: value is None,
        lambda _value: str(label),
        lambda one, by, _value: do(one, by=by),
    )


def _is_number(value: Any) -> bool:
    # In Python, true is the number 1.
    return type(value) is int and 0 < value < 2**63


def _assign(one: Conversation, by: Actor, value: Any) -> None:
    wanted = by.id if value == ME else value
    agent = None if wanted is None else Agent.objects.filter(pk=wanted).first()
    if wanted is not None and agent is None:
        raise Refused(_("This colleague is no longer there."))
    actions.assign(one, by=by, agent=agent)


def _assigned(value: Any) -> str:
    if value is None:
        return _("Assign to nobody")
    if value == ME:
        return _("Assign to whoever does it")
    return _("Assign to %(name)s") % {"name": _name(Agent, value)}


def _name(model: type[Agent | Team | Category], pk: Any) -> str:
    return str(model._default_manager.filter(pk=pk).first() or f"#{pk}")


def _categorised(value: Any) -> str:
    if value is None:
        return _("Take out of the category")
    return _("Put into the category %(name)s") % {"name": _name(Category, value)}


def _is_tag(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value.strip()) <= caps.TAG_CHARS


def _is_time(value: Any) -> bool:
    if value == UNTIL_REPLY:
        return True
    if _is_number(value):
        return bool(value <= caps.SNOOZE_DAYS)
    try:
        return isinstance(value, str) and datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False


def _until(value: Any) -> datetime | None:
    """Return the moment: of a number of days the morning of that day; None until the customer writes."""
    if value == UNTIL_REPLY:
        return None
    if isinstance(value, str):
        return datetime.fromisoformat(value)
    day = timezone.localdate() + timedelta(days=value)
    return datetime.combine(day, MORNING, tzinfo=timezone.get_current_timezone())


def _snoozed(value: Any) -> str:
    if value == UNTIL_REPLY:
        return _("Snooze until the customer writes")
    if isinstance(value, str):
        at = date_format(timezone.localtime(_until(value)), "SHORT_DATETIME_FORMAT")
        return _("Snooze until %(moment)s") % {"moment": at}
    words = ngettext("Snooze for %(number)s day", "Snooze for %(number)s days", value)
    return words % {"number": value}


STEPS: dict[str, Step] = {
    "assign": Step(
        gettext_lazy("Assign"),
        "user-check",
        lambda value: (
            value in (None, ME)
            or (_is_number(value) and Agent.objects.active().filter(pk=value).exists())
        ),
        _assigned,
        _assign,
    ),
    "hand_over": Step(
        gettext_lazy("Hand to team"),
        "users",
        lambda value: _is_number(value) and Team.objects.current().filter(pk=value).exists(),
        lambda value: _("Hand to the team %(name)s") % {"name": _name(Team, value)},
        lambda one, by, value: actions.hand_over(one, by=by, team=Team.objects.get(pk=value)),
    ),
    "set_priority": Step(
        gettext_lazy("Set priority"),
        "flag",
        lambda value: _is_number(value) and value in Priority.values,
        lambda value: _("Priority: %(name)s") % {"name": Priority(value).label},
        lambda one, by, value: actions.set_priority(one, by=by, priority=Priority(value)),
    ),
    "set_category": Step(
        gettext_lazy("Set category"),
        "folder",
        lambda value: (
            value is None
            or (_is_number(value) and Category.objects.current().filter(pk=value).exists())
        ),
        _categorised,
        lambda one, by, value: actions.set_category(
            one, by=by, category=None if value is None else Category.objects.get(pk=value)
        ),
    ),
    "tag": Step(
        gettext_lazy("Add tag"),
        "tag",
        _is_tag,
        lambda value: _("Add the tag “%(name)s”") % {"name": value},
        lambda one, by, value: actions.tag(one, by=by, name=value),
    ),
    "untag": Step(
        gettext_lazy("Remove tag"),
        "tag",
        _is_tag,
        lambda value: _("Remove the tag “%(name)s”") % {"name": value},
        lambda one, by, value: actions.untag(one, by=by, name=value),
    ),
    "snooze": Step(
        gettext_lazy("Snooze"),
        "alarm-clock",
        _is_time,
        _snoozed,
        lambda one, by, value: actions.snooze(one, by=by, until=_until(value)),
    ),
    "resolve": _plain(gettext_lazy("Mark as resolved"), "circle-check", actions.resolve),
    "close": _plain(gettext_lazy("Close"), "archive", actions.close),
    "reopen": _plain(gettext_lazy("Reopen"), "rotate-ccw", actions.reopen),
    "mark_spam": _plain(gettext_lazy("Mark as spam"), "ban", actions.mark_spam),
    "unmark_spam": _plain(gettext_lazy("No spam"), "shield-check", actions.unmark_spam),
}
