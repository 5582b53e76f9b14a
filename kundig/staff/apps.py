"""The staff room as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class StaffConfig(AppConfig):
    """Registers how agents and teams are named in the log."""

    name = "kundig.staff"
    label = "staff"

    def ready(self) -> None:
        """Register the names of agents and teams."""
        from kundig.core.names import names_of
        from kundig.staff.models import Agent, Team

        names_of(
            "agent", lambda ids: dict(Agent.objects.filter(pk__in=ids).values_list("pk", "name"))
        )
        names_of(
            "team", lambda ids: dict(Team.objects.filter(pk__in=ids).values_list("pk", "name"))
        )
