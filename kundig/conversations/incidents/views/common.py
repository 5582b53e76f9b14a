"""What all pages of incidents share."""

from __future__ import annotations

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from kundig.conversations.forms import cleaned
from kundig.conversations.incidents.forms import NumberForm
from kundig.conversations.incidents.models import Incident, IncidentQuerySet, Round
from kundig.conversations.models import Conversation
from kundig.conversations.pane import visible_conversation
from kundig.conversations.requests import AgentRequest
from kundig.core.errors import NotAllowed
from kundig.staff.rights import limits

PLACE = {"place": "incidents"}


def visible(request: AgentRequest) -> IncidentQuerySet:
    """Return the incidents that one may see."""
    return Incident.objects.visible_to(request.user.actor)


def incident_of(request: AgentRequest, pk: int) -> Incident:
    """Return one of them, or 404."""
    return get_object_or_404(visible(request), pk=pk)


def both(request: AgentRequest, pk: int) -> tuple[Incident, Conversation]:
    """Return the incident and the conversation that the form names, if one may see it."""
    shown = incident_of(request, pk)
    number = cleaned(NumberForm(request.POST))["conversation"]
    return shown, visible_conversation(request.user, number)


def must(request: AgentRequest, permission: str) -> None:
    """Raise NotAllowed without the permission."""
    if not request.user.may(permission):
        raise NotAllowed(_("You don’t have the right to do this."))


def shown_round(request: AgentRequest, shown: Incident) -> Round | None:
    """Return the newest answer to everybody: one's own, or anybody's for whoever sees all.

    How many somebody else could answer is not for those to know who see only some of them.
    """
    rounds = shown.rounds.order_by("-pk")
    if limits(request.user.actor) is not None:
        rounds = rounds.filter(agent=request.user)
    return rounds.first()


def round_context(request: AgentRequest, shown: Incident) -> dict[str, object]:
    """Return what the line about it needs: how far it is, whom it left out, and whether one may stop it."""
    begun = shown_round(request, shown)
    by = request.user.actor
    return {
        "incident": shown,
        "round": begun,
        "can_stop": bool(begun and begun.is_under_way and begun.may_be_stopped_by(by)),
        "left": begun.left_out(by) if begun and not begun.is_under_way else [],
    }
