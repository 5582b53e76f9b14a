"""Writing to a customer first."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from kundig.conversations import actions, permissions
from kundig.conversations.forms import StartForm
from kundig.conversations.models import Channel
from kundig.conversations.requests import AgentRequest, for_agents
from kundig.core import caps
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
            conversation = actions.start(
                by=request.user.actor,
                channel=form.cleaned_data["channel"],
                customer=_customer(request, form),
                subject=form.cleaned_data["subject"],
                text=form.cleaned_data["text"],
            )
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
    if not number.isdecimal() or len(number) > 18:
        return {}
    found = Customer.objects.visible_to(request.user.actor).filter(pk=int(number)).first()
    return {"to": _mail(found)} if found else {}


def _customer(request: AgentRequest, form: StartForm) -> Customer:
    return find_or_make(by=request.user.actor, kind=AddressKind.MAIL, value=form.cleaned_data["to"])


def _mail(customer: Customer) -> str:
    addresses = sorted(customer.addresses.all(), key=lambda address: address.pk)
    return next((one.value for one in addresses if one.kind == AddressKind.MAIL), "")
