"""Where this room's pages stand in the settings."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kundig.conversations.permissions import GROUP, WORK
from kundig.staff.guard import held
from kundig.web.places import Place, register


def register_all() -> None:
    """Hand the places in."""
    words = _("Blocked senders")
    register(
        Place(
            "blocked-senders", words, "ban", "blocked-senders", "settings", GROUP, 222, held(WORK)
        )
    )
