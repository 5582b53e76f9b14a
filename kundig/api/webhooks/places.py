"""Where this room's page stands in the settings."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kundig.api.webhooks.permissions import MANAGE
from kundig.staff.guard import held
from kundig.staff.pages import ORGANISATION
from kundig.web.places import Place, register


def register_all() -> None:
    """Hand the place in."""
    register(
        Place(
            "webhooks",
            _("Webhooks"),
            "zap",
            "webhooks",
            "settings",
            ORGANISATION,
            160,
            held(MANAGE),
            words=_("other programs, integration, HTTP, callbacks, events"),
        )
    )
