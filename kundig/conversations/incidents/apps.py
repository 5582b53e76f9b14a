"""Incidents as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    """Registers the place in the rail and how an incident is named in sentences."""

    name = "kundig.conversations.incidents"
    label = "incidents"

    def ready(self) -> None:
        """Register the place and the names."""
        from kundig.conversations.incidents import places
        from kundig.conversations.incidents.models import Incident
        from kundig.core.names import names_of

        places.register_all()
        names_of(
            "incident",
            lambda ids: dict(Incident.objects.filter(pk__in=ids).values_list("pk", "title")),
        )
