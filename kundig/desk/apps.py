"""The desk as a Django app."""

from __future__ import annotations

from django.apps import AppConfig
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    """Names the room and its places in the settings."""

    name = "kundig.desk"
    label = "desk"

    def ready(self) -> None:
        """Register the inbox, and the page of failed jobs for those who may see the system."""
        from kundig.staff.models import Agent
        from kundig.staff.permissions import SEE_SYSTEM
        from kundig.web.places import Place, register

        def sees_system(request: HttpRequest) -> bool:
            return isinstance(request.user, Agent) and request.user.may(SEE_SYSTEM)

        register(Place("inbox", _("Inbox"), "inbox", "home", order=10))
        register(
            Place(
                "jobs",
                _("Failed jobs"),
                "refresh-cw",
                "failed-jobs",
                area="settings",
                group=_("Installation"),
                order=900,
                open_to=sees_system,
                words=_("errors, background, try again, queue, system"),
            )
        )
