"""The staff room as a Django app."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.models import Model

from kundig.core.names import NameFinder


class StaffConfig(AppConfig):
    """Registers how agents and teams are named in the log."""

    name = "kundig.staff"
    label = "staff"

    def ready(self) -> None:
        """Register how the staff's things are named, and the pages of the settings."""
        from kundig.core.names import names_of
        from kundig.staff import models, pages

        for model in (models.Agent, models.Team, models.Level, models.Role, models.Token):
            names_of(str(model._meta.model_name), _names(model))
        names_of("invitation", _names(models.Invitation, "email"))
        names_of("organisation", _names(models.Organisation))
        pages.register_all()


def _names(model: type[Model], field: str = "name") -> NameFinder:
    return lambda ids: dict(model._default_manager.filter(pk__in=ids).values_list("pk", field))
