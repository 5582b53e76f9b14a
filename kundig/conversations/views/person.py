"""A person's stream: everything that was said with them, over all conversations one may see."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from kundig.conversations.models import Conversation
from kundig.conversations.person import load_stream
from kundig.conversations.requests import AgentRequest, for_agents, number, wants_part
from kundig.customers.models import Customer


@require_GET
@for_agents
def stream(request: AgentRequest, pk: int) -> HttpResponse:
    """The newest messages of all conversations with a person; `before` goes on further back."""
    customer = get_object_or_404(Customer.objects.visible_to(request.user.actor), pk=pk)
    visible = Conversation.objects.visible_to(request.user.actor)
    found = load_stream(customer, visible, number(request, "before"))
    context = {"place": "customers", "customer": customer, **found}
    part = "conversations/person/part.html"
    return render(
        request, part if wants_part(request) else "conversations/person/page.html", context
    )
