"""Where this room's pages stand in the rail and in the settings."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kundig.staff.guard import held
from kundig.staff.permissions import MANAGE_SETTINGS, MANAGE_STAFF, SEE_AUDIT
from kundig.web.places import Place, register

OWN = _("My account")
ORGANISATION = _("Organisation")


def register_all() -> None:
    """Hand the places in."""
    staff, settings = held(MANAGE_STAFF), held(MANAGE_SETTINGS)
    whole = held(MANAGE_STAFF, everywhere=True)
    for place in (
        Place("settings", _("Settings"), "settings", "settings", area="rail-end", order=900),
        Place("profile", _("Profile"), "user-round", "profile", "settings", OWN, 10),
        Place(
            "keyboard",
            _("Keyboard"),
            "keyboard",
            "keyboard",
            "settings",
            OWN,
            15,
            words=_("keys, shortcuts, left hand, right hand, letters, dictation"),
        ),
        Place("security", _("Security"), "shield-check", "security", "settings", OWN, 20),
        Place("tokens", _("API tokens"), "key-round", "tokens", "settings", OWN, 30),
        Place(
            "organisation",
            ORGANISATION,
            "building-2",
            "organisation",
            area="settings",
            group=ORGANISATION,
            order=110,
            open_to=settings,
        ),
        Place("agents", _("Agents"), "users", "agents", "settings", ORGANISATION, 120, staff),
        Place(
            "teams", _("Teams and levels"), "layers", "teams", "settings", ORGANISATION, 130, staff
        ),
        Place("roles", _("Roles"), "shield", "roles", "settings", ORGANISATION, 140, whole),
        Place(
            "audit",
            _("Audit trail"),
            "list",
            "audit",
            "settings",
            ORGANISATION,
            150,
            held(SEE_AUDIT),
        ),
    ):
        register(place)
