"""Whether an answer will be signed and encrypted, told while it is written."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from kundig.conversations import permissions
from kundig.conversations.copies import Correspondence
from kundig.conversations.forms import OfferForm, cleaned
from kundig.conversations.pane import visible_conversation
from kundig.conversations.protection_offers import decided, offer
from kundig.conversations.requests import AgentRequest, for_agents
from kundig.core.errors import NotAllowed


@require_GET
@for_agents
def protection(request: AgentRequest, pk: int) -> HttpResponse:
    """What would become of an answer to these recipients, with the choice to have it otherwise."""
    conversation = visible_conversation(request.user, pk)
    if not request.user.may(permissions.REPLY, conversation):
        raise NotAllowed
    form = OfferForm(request.GET)
    data = cleaned(form)
    written = Correspondence(conversation)
    recipients = form.recipients or ([written.answered_address] if written.answered_address else [])
    sender = data["sender"] or written.usual_sender or conversation.channel.address
    found = offer(conversation.channel, sender, recipients, decided(**form.decided))
    waiting = [
        (key, key.may_confirm(request.user.actor)) for key in (found.waiting if found else ())
    ]
    context = {"conversation": conversation, "offer": found, "waiting": waiting, "fetched": True}
    return render(request, "conversations/composer/protection.html", context)
