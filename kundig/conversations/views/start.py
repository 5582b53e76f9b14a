"""Writing to a customer first."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from kundig.conversations import actions, permissions
from kundig.conversations.forms import StartForm
from kundig.conversations.models import Channel, Conversation
from kundig.conversations.requests import AgentRequest, for_agents
from kundig.core import caps
from kundig.core.actor import Actor
from kundig.core.errors import NotAllowed, Refused
from kundig.customers.actions import find_or_make
from kundig.customers.models import AddressKind, Customer
from kundig.customers.search import find_customers


@require_http_methods(["GET", "POST"])
@for_agents
def start(request: AgentRequest) -> HttpResponse:
    """The form for a new conversation, and its sending."""
    if not request.user.may(permissions.REPLY):
        raise NotAllowed("")
    form = StartForm(request.POST or None, agent=request.user, initial=_initial(request))
    if request.method == "POST" and form.is_valid():
        try:
            conversation = _start(request.user.actor, form.cleaned_data)
            return redirect("conversation", conversation.pk)
        except Refused as refused:
            form.add_error(None, refused.sentence)
    context = {
        "place": "inbox",
        "form": form,
        "has_channel": Channel.objects.open().visible_to(request.user.actor).exists(),
    }
    status = 422 if form.errors else 200
    return render(request, "conversations/start.html", context, status=status)


@require_GET
@for_agents
def suggest(request: AgentRequest) -> HttpResponse:
    """Customers whose name or address begins like what was typed."""
    text = request.GET.get("to", "")
    found = find_customers(text, request.user.actor).prefetch_related("addresses")
    people = [(one, _mail(one)) for one in found.order_by("name", "pk")[: caps.SUGGESTIONS]]
    return render(request, "conversations/start/suggestions.html", {"people": people})


def _initial(request: AgentRequest) -> dict[str, object]:
    number = request.GET.get("customer", "")
    if not number.isdecimal() or len(number) > caps.ID_DIGITS:
        return {}
    found = Customer.objects.visible_to(request.user.actor).filter(pk=int(number)).first()
    return {"to": _mail(found)} if found else {}


@transaction.atomic
def _start(by: Actor, data: dict[str, Any]) -> Conversation:
    """Both or nothing: what is refused leaves no customer behind."""
    customer = find_or_make(by=by, kind=AddressKind.MAIL, value=data["to"])
    return actions.start(
        by=by,
        channel=data["channel"],
        customer=customer,
        subject=data["subject"],
        text=data["text"],
    )


def _mail(customer: Customer) -> str:
    addresses = sorted(customer.addresses.all(), key=lambda address: address.pk)
    return next((one.value for one in addresses if one.kind == AddressKind.MAIL), "")
