"""set_list: which columns a list has for its reader, and how it is sorted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from kundig.conversations.columns import must_be_columns
from kundig.conversations.listing.named import view_named
from kundig.conversations.listing.sorts import sorts_of
from kundig.core import caps
from kundig.core.actions import action
from kundig.core.actor import Actor
from kundig.core.errors import NotAllowed, Refused
from kundig.core.events import record
from kundig.staff import events
from kundig.staff.models import Agent
from kundig.staff.permissions import OWN


@action(
    "agent.set_list", _("Arrange own list"), needs=OWN, icon="sliders-horizontal", offered=False
)
def set_list(
    agent: Agent, *, by: Actor, view: str, columns: Sequence[str] | None = None, sort: str = ""
) -> None:
    """Give one of the agent's own lists other columns and another order; None and an empty order are those of the view.

    Refused for columns and orders that do not exist, and for a view that the agent does not have.
    """
    if by.kind != "agent" or by.id != agent.pk:
        raise NotAllowed(_("This belongs to somebody else."))
    found = view_named(view, agent)
    if found is None:
        raise Refused(_("There is no such view."))
    names = list(found.columns) if columns is None else must_be_columns(columns)
    if sort and sort not in sorts_of(found):
        raise Refused(_("There is nothing of this name."))
    look: dict[str, Any] = {"sort": sort} if sort else {}
    if names != list(found.columns):
        look["columns"] = names
    if look == agent.own_lists.get(view, {}):
        return
    rest = {name: kept for name, kept in agent.own_lists.items() if name != view}
    # The one that was arranged longest ago gives way.
    kept = dict(list(rest.items())[-(caps.OWN_LISTS - 1) :])
    agent.own_lists = {**kept, view: look} if look else rest
    agent.save(update_fields=["own_lists"])
    record(agent, events.PREFERENCES_SET, by=by, fields=["own_lists"])
