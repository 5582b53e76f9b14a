"""What an actor may name by its id: the only place where an id from outside becomes a thing."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.db.models import Model, Q, QuerySet

from kundig.api.errors import not_found
from kundig.api.webhooks.models import Webhook, WebhookDelivery
from kundig.channels.email.models import KnownKey
from kundig.conversations import models as heart
from kundig.conversations.bulk.models import BulkRun
from kundig.conversations.incidents.models import Incident, Round
from kundig.conversations.macros.models import Macro
from kundig.conversations.snippets.models import Snippet
from kundig.core import refusals
from kundig.core.actor import Actor
from kundig.customers import models as people
from kundig.customers.merging.models import CompanyMerge, CustomerMerge
from kundig.staff import models as staff

log = logging.getLogger("kundig.security")


def visible(model: type[Model], actor: Actor) -> QuerySet[Any]:
    """Return the rows of `model` that the actor may know of; KeyError for a model not opened to programs."""
    return _VISIBLE[model](actor)


def is_open(model: type[Model]) -> bool:
    """Tell whether programs may name things of this model at all."""
    return model in _VISIBLE


def find(
    model: type[Model], id: Any, actor: Actor, *, within: Model | None = None, act: str = ""
) -> Any:
    """Return one thing; not found where it does not exist, is out of reach or belongs to another parent."""
    return find_all(model, [id], actor, within=within, act=act)[0]


def find_all(
    model: type[Model],
    ids: list[Any],
    actor: Actor,
    *,
    within: Model | None = None,
    act: str = "",
) -> list[Any]:
    """Return the things in the order of their ids, all of them or not found.

    Where `act` names the verb that they are meant for, what exists out of reach is noted in the audit trail.
    """
    rows = visible(model, actor)
    parent = _PARENTS.get((model, type(within)))
    if parent is not None:
        rows = rows.filter(**{parent: within})
    found = rows.in_bulk(ids)
    if missing := [id for id in ids if id not in found]:
        log.warning(
            "%s:%s named %s %s out of reach", actor.kind, actor.id, model.__name__, missing[:5]
        )
        if act:
            # A child of another parent may be well within reach.
            unseen = model._base_manager.exclude(pk__in=visible(model, actor).values("pk"))
            refusals.out_of_reach(act, by=actor, rows=unseen, ids=missing)
        raise not_found()
    return [found[id] for id in ids]


# A child is found only under its own parent.
_PARENTS: dict[tuple[type[Model], type[Model] | type[None]], str] = {
    (people.Address, people.Customer): "customer",
    (heart.Message, heart.Conversation): "conversation",
}


def _conversations(actor: Actor) -> QuerySet[heart.Conversation]:
    return heart.Conversation.objects.visible_to(actor)


def _messages(actor: Actor) -> QuerySet[heart.Message]:
    return heart.Message.objects.filter(conversation__in=_conversations(actor))


def _attachments(actor: Actor) -> QuerySet[heart.Attachment]:
    """Return files of visible messages, and one's own uploads that have no message yet."""
    seen = Q(message__conversation__in=_conversations(actor))
    return heart.Attachment.objects.filter(seen | Q(message=None, uploaded_by=actor.id))


def _moves(actor: Actor) -> QuerySet[heart.Move]:
    seen = _conversations(actor)
    return heart.Move.objects.filter(source__in=seen, target__in=seen)


def _later_answers(actor: Actor) -> QuerySet[heart.LaterAnswer]:
    return heart.LaterAnswer.objects.filter(conversation__in=_conversations(actor))


def _promises(actor: Actor) -> QuerySet[heart.Promise]:
    return heart.Promise.objects.filter(conversation__in=_conversations(actor))


def _customers(actor: Actor) -> QuerySet[people.Customer]:
    return people.Customer.objects.visible_to(actor)


_VISIBLE: dict[type[Model], Callable[[Actor], QuerySet[Any]]] = {
    heart.Conversation: _conversations,
    heart.Message: _messages,
    heart.Attachment: _attachments,
    heart.Move: _moves,
    heart.LaterAnswer: _later_answers,
    heart.Promise: _promises,
    heart.Channel: heart.Channel.objects.visible_to,
    heart.SavedView: heart.SavedView.objects.visible_to,
    heart.Category: lambda _actor: heart.Category.objects.current(),
    heart.Status: lambda _actor: heart.Status.objects.current(),
    Snippet: Snippet.objects.visible_to,
    Macro: Macro.objects.visible_to,
    Incident: Incident.objects.visible_to,
    # How many somebody else could answer is not for everybody to know.
    Round: lambda actor: Round.objects.filter(agent=actor.id if actor.kind == "agent" else None),
    BulkRun: BulkRun.objects.visible_to,
    heart.Tag: lambda _actor: heart.Tag.objects.all(),
    people.Customer: _customers,
    people.Address: lambda actor: people.Address.objects.filter(customer__in=_customers(actor)),
    people.CustomerNote: lambda actor: people.CustomerNote.objects.filter(
        customer__in=_customers(actor)
    ),
    people.Company: people.Company.objects.visible_to,
    people.CompanyNote: lambda actor: people.CompanyNote.objects.filter(
        company__in=people.Company.objects.visible_to(actor)
    ),
    CustomerMerge: CustomerMerge.objects.visible_to,
    CompanyMerge: CompanyMerge.objects.visible_to,
    Webhook: Webhook.objects.visible_to,
    WebhookDelivery: lambda actor: WebhookDelivery.objects.filter(
        webhook__in=Webhook.objects.visible_to(actor)
    ),
    # Whoever may not decide about keys is told so by the verb.
    KnownKey: lambda _actor: KnownKey.objects.all(),
    staff.Agent: lambda _actor: staff.Agent.objects.all(),
    staff.Level: lambda _actor: staff.Level.objects.all(),
    staff.Team: lambda _actor: staff.Team.objects.all(),
}
