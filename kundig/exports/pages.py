"""Where this room's page stands."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from kundig.exports.permissions import EXPORT
from kundig.staff.models import Agent
from kundig.staff.pages import ORGANISATION
from kundig.staff.permissions import SEE_AUDIT
from kundig.web.places import Place, register


def register_all() -> None:
    """Hand the place in."""
    register(
        Place(
            "exports",
            _("Exports"),
            "download",
            "exports",
            area="settings",
            group=ORGANISATION,
            order=185,
            open_to=_knows,
            words=_("download CSV Excel PDF JSON take out data"),
        )
    )


def _knows(request: HttpRequest) -> bool:
    agent = request.user
    return isinstance(agent, Agent) and (agent.may(EXPORT) or agent.may(SEE_AUDIT))
