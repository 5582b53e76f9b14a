"""The cards beside a conversation, the page that arranges them, and the key that proves who asks."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kundig.conversations.embedded import actions
from kundig.conversations.embedded.content import ask
from kundig.conversations.embedded.forms import CardForm
from kundig.conversations.embedded.models import EmbeddedCard
from kundig.conversations.embedded.token import public_keys
from kundig.conversations.pane import visible_conversation
from kundig.conversations.requests import AgentRequest, for_agents
from kundig.core.errors import NotAllowed, Refused
from kundig.core.links import absolute
from kundig.customers.permissions import SEE
from kundig.staff.guard import agent_of, needs
from kundig.staff.permissions import MANAGE_SETTINGS

PLACE = "embedded-cards"


@require_GET
@for_agents
def beside(request: AgentRequest, pk: int) -> HttpResponse:
    """The headings of all cards; each card comes by itself, so that a slow system holds up no other."""
    conversation = visible_conversation(request.user, pk)
    cards = EmbeddedCard.objects.all() if request.user.may(SEE) else []
    context = {"conversation": conversation, "cards": cards}
    return render(request, "embedded/beside.html", context)


@require_GET
@for_agents
def card(request: AgentRequest, pk: int, card_pk: int) -> HttpResponse:
    """What one system tells of the customer."""
    conversation = visible_conversation(request.user, pk)
    if not request.user.may(SEE, conversation.customer):
        raise NotAllowed("")
    found = get_object_or_404(EmbeddedCard, pk=card_pk)
    rows = ask(found, conversation, request.user)
    return render(request, "embedded/card.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
@needs(MANAGE_SETTINGS, everywhere=True)
def cards(request: HttpRequest) -> HttpResponse:
    """All cards, and a form for another one."""
    form = CardForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.make(by=agent_of(request).actor, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(request, _("The card stands beside every conversation now."))
            return redirect(PLACE)
    context = {
        "place": PLACE,
        "form": form,
        "cards": EmbeddedCard.objects.all(),
        "key_address": absolute("/embedded/key/"),
    }
    return render(request, "embedded/cards.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@needs(MANAGE_SETTINGS, everywhere=True)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Another heading or address for a card."""
    found = get_object_or_404(EmbeddedCard, pk=pk)
    form = CardForm(request.POST or None, initial={"title": found.title, "address": found.address})
    if request.method == "POST" and form.is_valid():
        try:
            actions.change(found, by=agent_of(request).actor, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            return redirect(PLACE)
    context = {"place": PLACE, "form": form, "card": found}
    return render(request, "embedded/change.html", context, status=422 if form.errors else 200)


@require_POST
@needs(MANAGE_SETTINGS, everywhere=True)
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the other system no more."""
    actions.remove(get_object_or_404(EmbeddedCard, pk=pk), by=agent_of(request).actor)
    return redirect(PLACE)


@require_GET
def key(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  # the same for everybody
    """The public key, for whoever wants to prove that it was us who asked."""
    return JsonResponse(public_keys())
