"""A view by its name, as it stands in addresses."""

from __future__ import annotations

from kundig.conversations.listing.own import own_view
from kundig.conversations.listing.view import View, team_views, views
from kundig.staff.models import Agent


def view_named(name: str, agent: Agent) -> View | None:
    """Return the agent's view of this name: "mine", "team-3", or "v/12" for one that people made; None for others."""
    if name.startswith("v/"):
        return own_view(int(name[2:]), agent)
    of_kind = team_views(agent) if name.startswith("team-") else views()
    return next((view for view in of_kind if view.name == name), None)
