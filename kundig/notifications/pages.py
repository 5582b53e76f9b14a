"""Where this room's pages stand in the rail and in the settings."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kundig.staff.guard import held
from kundig.staff.pages import ORGANISATION, OWN
from kundig.staff.permissions import MANAGE_SETTINGS
from kundig.web.places import Place, register

NOTIFICATIONS = _("Notifications")


def register_all() -> None:
    """Hand the places in."""
    register(
        Place(
            "notifications",
            NOTIFICATIONS,
            "bell",
            "notifications",
            area="rail-end",
            order=800,
            count_url_name="notifications-count",
        )
    )
    register(
        Place("own-notifications", NOTIFICATIONS, "bell", "own-notifications", "settings", OWN, 15)
    )
    register(
        Place(
            "role-notifications",
            _("Notifications of roles"),
            "bell",
            "role-notifications",
            "settings",
            ORGANISATION,
            145,
            held(MANAGE_SETTINGS, everywhere=True),
        )
    )
