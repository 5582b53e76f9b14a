"""Writing to a customer first."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kundig.conversations import actions, permissions
from kundig.conversations.forms import StartDraftForm, StartForm, cleaned
from kundig.conversations.models import Attachment, Channel, Conversation, StartDraft
from kundig.conversations.requests import AgentRequest, for_agents, wants_part
from kundig.core import caps
from kundig.core.actor import Actor
from kundig.core.errors import NotAllowed, Refused
from kundig.customers.actions import find_or_make
from kundig.customers.models import AddressKind, Customer
from kundig.customers.search import find_customers

_UUID = re.compile(r"[0-9a-fA-F-]{36}")


@require_http_methods(["GET", "POST"])
@for_agents
def start(request: AgentRequest) -> HttpResponse:
    """The form for a new conversation, and its sending."""
    if not request.user.may(permissions.REPLY):
        raise NotAllowed("")
    draft = StartDraft.objects.filter(agent=request.user).first()
    initial = _initial(request) | (_typed(draft) if draft else {})
    form = StartForm(request.POST or None, agent=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            return _go_to(request, _start(request.user.actor, form.cleaned_data))
        except Refused as refused:
            form.add_error(None, refused.sentence)
    context = {
        "place": "inbox",
        "form": form,
        "files": _files(request, draft),
        "upload_bytes": caps.UPLOAD_BYTES,
        "upload_count": caps.UPLOADS_PER_MESSAGE,
        "has_channel": Channel.objects.open().visible_to(request.user.actor).exists(),
    }
    status = 422 if form.errors else 200
    return render(request, "conversations/start.html", context, status=status)


@require_POST
@for_agents
def save_draft(request: AgentRequest) -> HttpResponse:
    """Keep what has been typed of a new conversation so far."""
    data = cleaned(StartDraftForm(request.POST, agent=request.user))
    actions.save_start_draft(
        by=request.user.actor,
        channel=data["channel"],
        to=data["to"],
        subject=data["subject"],
        text=data["text"],
        html=data["html"],
        files=data["attachments"],
    )
    return HttpResponse(status=204)


@require_GET
@for_agents
def suggest(request: AgentRequest) -> HttpResponse:
    """Customers whose name or address begins like what was typed."""
    text = request.GET.get("to", "")
    found = find_customers(text, request.user.actor).prefetch_related("addresses")
    people = [(one, _mail(one)) for one in found.order_by("name", "pk")[: caps.SUGGESTIONS]]
    return render(request, "conversations/start/suggestions.html", {"people": people})


def _go_to(request: AgentRequest, conversation: Conversation) -> HttpResponse:
    if wants_part(request):
        url = reverse("conversation", args=[conversation.pk])
        return HttpResponse(headers={"HX-Redirect": url})
    return redirect("conversation", conversation.pk)


def _typed(draft: StartDraft) -> dict[str, object]:
    typed = {"to": draft.to, "subject": draft.subject, "text": draft.text, "html": draft.html}
    return {"channel": draft.channel_id, **typed} if draft.channel_id else {**typed}


def _files(request: AgentRequest, draft: StartDraft | None) -> list[Attachment]:
    """The files that the form names again after an error, or those of the draft, in their order."""
    sent = request.POST.getlist("attachments")
    ids = (
        [UUID(one) for one in sent if _UUID.fullmatch(one)]
        if sent
        else draft.files
        if draft
        else []
    )
    found = Attachment.objects.filter(message=None, uploaded_by=request.user).in_bulk(ids)
    return [found[id] for id in ids if id in found]


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
    # What is sent is no draft any more; its files become the message's.
    actions.save_start_draft(by=by)
    return actions.start(
        by=by,
        channel=data["channel"],
        customer=customer,
        subject=data["subject"],
        text=data["text"],
        html=data["html"],
        attachments=data["attachments"],
    )


def _mail(customer: Customer) -> str:
    addresses = sorted(customer.addresses.all(), key=lambda address: address.pk)
    return next((one.value for one in addresses if one.kind == AddressKind.MAIL), "")
