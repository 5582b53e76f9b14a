"""Where this room's page stands in the settings."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kundig.staff.pages import OWN
from kundig.web.places import Place, register


def register_all() -> None:
    """Hand the place in."""
    words = _("REST, OpenAPI, developers, programs, interface")
    register(
        Place(
            "api",
            _("API reference"),
            "book-open",
            "api:reference",
            "settings",
            OWN,
            40,
            words=words,
        )
    )
