"""Where this room's pages stand in the rail and in the settings."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kundig.staff.guard import held
from kundig.staff.pages import ORGANISATION, OWN
from kundig.staff.permissions import MANAGE_SETTINGS
from kundig.web.places import Place, Setting, register

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
        Place(
            "own-notifications",
            NOTIFICATIONS,
            "bell",
            "own-notifications",
            "settings",
            OWN,
            15,
            words=_("bell, told of, alerts, messages to me"),
            settings=(
                Setting(_("Pushes"), "pushes", _("browser, phone, desktop, device, pop up")),
                Setting(
                    _("Quiet hours"), "id_quiet_from", _("night, weekend, do not disturb, silence")
                ),
                Setting(_("Mail digest"), "id_rhythm", _("summary by mail, daily, hourly")),
                Setting(
                    _("Name people and subjects in pushes and digests"),
                    "id_says_subject",
                    _("privacy, lock screen"),
                ),
            ),
        )
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
            words=_("defaults, told of, bell, pushes"),
        )
    )
