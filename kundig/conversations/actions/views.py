"""Making views of one's own, sharing them, and arranging those that one has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from kundig.conversations import events, permissions
from kundig.conversations.columns import must_be_columns
from kundig.conversations.condition_fields import conversation_fields, own_fields
from kundig.conversations.models import SavedView, Sharing, ViewOrder, ViewPlace, may_share
from kundig.core import caps
from kundig.core.actions import action
from kundig.core.actor import Actor
from kundig.core.conditions import Asker, read, stored
from kundig.core.errors import NotAllowed, Refused
from kundig.core.events import record
from kundig.core.text import one_line
from kundig.core.time import now
from kundig.staff.models import Agent, Team

VIEW_ICONS = (
    *("filter", "star", "flag", "zap", "sun", "moon", "phone", "file-text", "users", "building-2"),
    *("calendar", "clock", "shield", "crown", "globe", "wrench", "archive", "circle-help"),
)


@action("view.make", _("Make a view"), needs=permissions.SEE, icon="filter")
def make_view(
    *,
    by: Actor,
    name: str,
    conditions: dict[str, Any],
    order: ViewOrder = ViewOrder.URGENT,
    icon: str = "filter",
    columns: Sequence[str] = (),
) -> SavedView:
    """Make a view of one's own: the conversations of which the conditions hold.

    `columns` are those of everybody who chooses none of their own for it.
    Refused for conditions that mean nothing, what is no column, an empty name, and whoever has too many or is no agent.
    """
    owner = _agent(by)
    if owner.views.current().count() >= caps.VIEWS_OF_AGENT:
        raise Refused(
            _("You have %(most)s views, which is the most.") % {"most": caps.VIEWS_OF_AGENT}
        )
    view = SavedView.objects.create(
        name=_name(name),
        icon=_icon(icon),
        owner=owner,
        conditions=_conditions(conditions, owner),
        order=ViewOrder(order),
        columns=must_be_columns(columns),
    )
    record(view, events.VIEW_MADE, by=by)
    return view


@action("view.change", _("Change the view"), needs=permissions.SEE, icon="pencil")
def change_view(
    view: SavedView,
    *,
    by: Actor,
    name: str | None = None,
    conditions: dict[str, Any] | None = None,
    order: ViewOrder | None = None,
    icon: str | None = None,
    columns: Sequence[str] | None = None,
) -> None:
    """Change what a view is called, holds and shows, and how it is sorted; None keeps it. Refused as for making one."""
    _must_change(view, by)
    wanted = {
        "name": None if name is None else _name(name),
        "icon": None if icon is None else _icon(icon),
        "conditions": None if conditions is None else _conditions(conditions, _agent(by)),
        "order": None if order is None else ViewOrder(order),
        "columns": None if columns is None else must_be_columns(columns),
    }
    changed = [
        field
        for field, value in wanted.items()
        if value is not None and value != getattr(view, field)
    ]
    for field in changed:
        setattr(view, field, wanted[field])
    if changed:
        view.save(update_fields=changed)
        record(view, events.VIEW_CHANGED, by=by, fields=changed)


@action("view.share", _("Share the view"), needs=permissions.SEE, icon="users")
def share_view(view: SavedView, *, by: Actor, sharing: Sharing, team: Team | None = None) -> None:
    """Give a view to a team, to everyone, or take it back for its owner alone.

    NotAllowed without the right to share, and for other teams for whoever is limited to some.
    """
    _must_change(view, by)
    sharing = Sharing(sharing)
    if (sharing is Sharing.TEAM) != (team is not None):
        raise Refused(_("Say which team shall have the view."))
    if sharing is not Sharing.OWN and not may_share(by, team):
        raise NotAllowed(_("You may not share views so far."))
    if (view.sharing, view.team) == (sharing, team):
        return
    view.sharing, view.team = sharing, team
    view.save(update_fields=["sharing", "team"])
    record(view, events.VIEW_SHARED, by=by, sharing=sharing.value, team=team.pk if team else None)


@action(
    "view.place", _("Move the view in the list"), needs=permissions.SEE, icon="arrow-right-left"
)
def place_view(view: SavedView, *, by: Actor, before: SavedView | None = None) -> None:
    """Put a view before another one in one's own list; without one, at its end."""
    agent = _agent(by)
    listed = list(SavedView.objects.current().visible_to(by).as_arranged_by(by))
    ids = [one.pk for one in listed if one.pk != view.pk]
    if before is not None and before.pk not in ids:
        return
    ids.insert(len(ids) if before is None else ids.index(before.pk), view.pk)
    if ids == [one.pk for one in listed] and _are_placed(listed):
        return
    ViewPlace.objects.bulk_create(
        [ViewPlace(agent=agent, view_id=pk, position=position) for position, pk in enumerate(ids)],
        update_conflicts=True,
        unique_fields=["agent", "view"],
        update_fields=["position"],
    )
    record(view, events.VIEW_PLACED, by=by)


@action("view.hide", _("Hide the view"), needs=permissions.SEE, icon="eye-off")
def hide_view(view: SavedView, *, by: Actor) -> None:
    """Leave a view out of one's own list."""
    place = _place(view, by)
    if place.hidden_at is None:
        place.hidden_at = now()
        place.save(update_fields=["hidden_at"])
        record(view, events.VIEW_HIDDEN, by=by)


@action("view.show", _("Show the view"), needs=permissions.SEE, icon="eye")
def show_view(view: SavedView, *, by: Actor) -> None:
    """Have a view in one's own list again."""
    place = _place(view, by)
    if place.hidden_at is not None:
        place.hidden_at = None
        place.save(update_fields=["hidden_at"])
        record(view, events.VIEW_UNHIDDEN, by=by)


@action("view.remove", _("Remove the view"), needs=permissions.SEE, icon="trash-2")
def remove_view(view: SavedView, *, by: Actor) -> None:
    """Remove a view for all who have it; `view.restore` brings it back."""
    _must_change(view, by)
    if view.removed_at is None:
        view.removed_at = now()
        view.save(update_fields=["removed_at"])
        record(view, events.VIEW_REMOVED, by=by)


@action("view.restore", _("Bring the view back"), needs=permissions.SEE, icon="rotate-ccw")
def restore_view(view: SavedView, *, by: Actor) -> None:
    """Bring a removed view back."""
    _must_change(view, by)
    if view.removed_at is not None:
        view.removed_at = None
        view.save(update_fields=["removed_at"])
        record(view, events.VIEW_RESTORED, by=by)


def _are_placed(listed: list[SavedView]) -> bool:
    # `position` is annotated by `as_arranged_by`.
    return all(one.position is not None for one in listed)  # type: ignore[attr-defined]  # see above


def _agent(by: Actor) -> Agent:
    known = by.id if by.kind == "agent" else None
    agent = None if known is None else Agent.objects.filter(pk=known).first()
    if agent is None:
        raise Refused(_("Only agents have views."))
    return agent


def _must_change(view: SavedView, by: Actor) -> None:
    if not view.may_be_changed_by(by):
        raise NotAllowed(_("You may not change this view."))


def _conditions(source: dict[str, Any], agent: Agent) -> Any:
    return stored(read(source, conversation_fields(own_fields()), Asker(agent.actor)))


def _name(text: str) -> str:
    name = one_line(text, 80)
    if not name:
        raise Refused(_("Give the view a name."))
    return name


def _icon(name: str) -> str:
    if name not in VIEW_ICONS:
        raise Refused(_("There is no such icon for views."))
    return name


def _place(view: SavedView, by: Actor) -> ViewPlace:
    return ViewPlace.objects.get_or_create(agent=_agent(by), view=view)[0]
