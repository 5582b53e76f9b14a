"""Where incidents stand in the rail."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kundig.conversations.permissions import SEE
from kundig.staff.guard import held
from kundig.web.places import Place, register


def register_all() -> None:
    """Hand the place in."""
    register(
        Place(
            "incidents",
            _("Incidents"),
            "siren",
            "incidents",
            "rail",
            order=40,
            open_to=held(SEE),
            words=_("problem, outage, disruption, answer all"),
        )
    )
