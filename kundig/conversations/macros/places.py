"""Where this room's page stands in the settings."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kundig.conversations.permissions import GROUP, WORK
from kundig.staff.guard import held
from kundig.web.places import Place, register


def register_all() -> None:
    """Hand the place in."""
    place = Place(
        "macros",
        _("Macros"),
        "play",
        "macros",
        "settings",
        GROUP,
        222,
        held(WORK),
        words=_("several actions at once"),
    )
    register(place)
