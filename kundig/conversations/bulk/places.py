"""Where this room's page stands in the settings."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kundig.conversations.permissions import WORK
from kundig.staff.guard import held
from kundig.staff.pages import OWN
from kundig.web.places import Place, register


def register_all() -> None:
    """Hand the place in."""
    place = Place(
        "bulk-runs",
        _("Bulk changes"),
        "list-checks",
        "bulk-runs",
        "settings",
        OWN,
        17,
        held(WORK),
        words=_("many conversations at once, undo, cancel, progress"),
    )
    register(place)
