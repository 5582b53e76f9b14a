"""Where this room's page stands in the settings."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kundig.conversations.permissions import GROUP, REPLY
from kundig.staff.guard import held
from kundig.web.places import Place, register


def register_all() -> None:
    """Hand the place in."""
    place = Place(
        "snippets",
        _("Snippets"),
        "file-text",
        "snippets",
        "settings",
        GROUP,
        222,
        held(REPLY),
        words=_("canned answers, templates, text blocks, placeholders"),
    )
    register(place)
