"""The endpoints that read: lists in pages, and single things."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kundig.api import narrow, reach, shapes
from kundig.api.cursors import Order, page
from kundig.api.endpoints import Call, Endpoint
from kundig.api.queries import PageQuery
from kundig.api.shapes import Shape, page_of
from kundig.api.webhooks.models import Webhook, WebhookDelivery
from kundig.api.webhooks.permissions import MANAGE as MANAGE_WEBHOOKS
from kundig.conversations.bulk.models import BulkRun
from kundig.conversations.macros.models import Macro
from kundig.conversations.models import (
    Category,
    Channel,
    Conversation,
    ConversationLink,
    Message,
    SavedView,
    Status,
    Tag,
    links_of,
)
from kundig.conversations.snippets.models import Snippet
from kundig.core.errors import NotAllowed
from kundig.core.events import subject_kind
from kundig.core.models import Event
from kundig.customers.models import Company, Customer
from kundig.staff.models import Agent, Level, Team

Rows = Callable[[Call], QuerySet[Any]]


def endpoints() -> list[Endpoint]:
    """Return every endpoint that reads."""
    return [*_conversations(), *_people(), *_trails(), *_directory()]


def _conversations() -> list[Endpoint]:
    return [
        _list(
            "conversation-list",
            _("Conversations"),
            "The conversations that the caller may see, the newest activity first.",
            "conversations",
            narrow.conversations,
            shapes.Conversation,
            Order("conversations", "last_activity_at", descending=True),
            query=narrow.ConversationQuery,
        ),
        _one("conversation", _("Conversation"), "conversations", Conversation, shapes.Conversation),
        _list(
            "conversation-messages",
            _("Messages of a conversation"),
            "Messages and notes of a conversation in the order in which they came.",
            "conversations/<int:id>/messages",
            _messages,
            shapes.Message,
            Order("messages", "created_at"),
        ),
        _list(
            "conversation-events",
            _("Events of a conversation"),
            "What happened to a conversation, from the beginning.",
            "conversations/<int:id>/events",
            _events,
            shapes.Event,
            Order("events", "pk"),
        ),
        _list(
            "conversation-links",
            _("Links of a conversation"),
            "How a conversation belongs to others that the caller may see.",
            "conversations/<int:id>/links",
            _links,
            shapes.Link,
            Order("links", "pk"),
        ),
        _one("message", _("Message"), "messages", Message, shapes.Message),
    ]


def _people() -> list[Endpoint]:
    return [
        _list(
            "customer-list",
            _("Customers"),
            "Customers in the order of their names.",
            "customers",
            narrow.customers,
            shapes.Customer,
            Order("customers", "name"),
            query=narrow.CustomerQuery,
        ),
        _one("customer", _("Customer"), "customers", Customer, shapes.Customer),
        _list(
            "company-list",
            _("Companies"),
            "Companies in the order of their names.",
            "companies",
            _all(Company),
            shapes.Company,
            Order("companies", "name"),
        ),
        _one("company", _("Company"), "companies", Company, shapes.Company),
        _list(
            "bulk-run-list",
            _("Bulk changes"),
            "What the caller did to many conversations at once, the newest first.",
            "bulk_runs",
            _all(BulkRun),
            shapes.BulkRun,
            Order("bulk_runs", "pk", descending=True),
        ),
        _one("bulk-run", _("Bulk changes"), "bulk_runs", BulkRun, shapes.BulkRun),
        _list(
            "known-key-list",
            _("Keys of others"),
            "Certificates and public keys of correspondents, as far as they are known.",
            "known_keys",
            narrow.known_keys,
            shapes.KnownKey,
            Order("known_keys", "address"),
        ),
    ]


def _trails() -> list[Endpoint]:
    """Of what happened: the audit trail, and the webhooks that tell others."""
    return [
        _list(
            "audit-list",
            _("Audit trail"),
            "Acts that matter for security, the newest first.",
            "audit",
            narrow.audit,
            shapes.AuditEntry,
            Order("audit", "pk", descending=True),
            query=narrow.AuditQuery,
        ),
        _list(
            "webhook-list",
            _("Webhooks"),
            "The webhooks that the caller may arrange.",
            "webhooks",
            _webhooks,
            shapes.Webhook,
            Order("webhooks", "name"),
        ),
        _one("webhook", _("Webhook"), "webhooks", Webhook, shapes.Webhook),
        _list(
            "webhook-deliveries",
            _("Deliveries of a webhook"),
            "What a webhook was told of or will be, the newest first.",
            "webhooks/<int:id>/deliveries",
            _deliveries,
            shapes.WebhookDelivery,
            Order("deliveries", "pk", descending=True),
        ),
    ]


def _directory() -> list[Endpoint]:
    return [
        _list(f"{word}-list", label, description, order.name, _all(model), shape, order)
        for word, label, description, model, shape, order in _DIRECTORY
    ]


_DIRECTORY: list[tuple[str, str | Promise, str, type[Model], type[Shape], Order]] = [
    ("agent", _("Agents"), "Everybody who answers.", Agent, shapes.Agent, Order("agents", "name")),
    (
        "level",
        _("Levels"),
        "The levels of support.",
        Level,
        shapes.Level,
        Order("levels", "rank"),
    ),
    ("team", _("Teams"), "The teams.", Team, shapes.Team, Order("teams", "name")),
    (
        "view",
        _("Views"),
        "The views that people made and the caller has, removed ones too.",
        SavedView,
        shapes.View,
        Order("views", "name"),
    ),
    (
        "category",
        _("Categories"),
        "What conversations can be about; archived ones are left out.",
        Category,
        shapes.Category,
        Order("categories", "name"),
    ),
    (
        "snippet",
        _("Snippets"),
        "The caller's own snippets, those of teams within reach and everybody's.",
        Snippet,
        shapes.Snippet,
        Order("snippets", "title"),
    ),
    (
        "status",
        _("Statuses"),
        "Words of the organisation's own inside the states; archived ones are left out.",
        Status,
        shapes.Status,
        Order("statuses", "pk"),
    ),
    (
        "macro",
        _("Macros"),
        "The caller's own macros, those of teams within reach and everybody's.",
        Macro,
        shapes.Macro,
        Order("macros", "title"),
    ),
    (
        "tag",
        _("Tags"),
        "All tags, archived and merged ones too.",
        Tag,
        shapes.Tag,
        Order("tags", "name"),
    ),
    (
        "channel",
        _("Channels"),
        "The ways in and out.",
        Channel,
        shapes.Channel,
        Order("channels", "name"),
    ),
]


def _all(model: type[Model]) -> Rows:
    return lambda call: reach.visible(model, call.actor)


def _messages(call: Call) -> QuerySet[Message]:
    conversation = reach.find(Conversation, call.id, call.actor)
    return Message.objects.filter(conversation=conversation)


def _events(call: Call) -> QuerySet[Event]:
    conversation = reach.find(Conversation, call.id, call.actor)
    return Event.objects.filter(subject_kind=subject_kind(conversation), subject_id=conversation.pk)


def _links(call: Call) -> QuerySet[ConversationLink]:
    conversation = reach.find(Conversation, call.id, call.actor)
    seen = reach.visible(Conversation, call.actor)
    return links_of(conversation).filter(source__in=seen, target__in=seen)


def _webhooks(call: Call) -> QuerySet[Webhook]:
    if not call.actor.may(MANAGE_WEBHOOKS):
        raise NotAllowed(_("You don’t have the right to do this."))
    return Webhook.objects.visible_to(call.actor)


def _deliveries(call: Call) -> QuerySet[WebhookDelivery]:
    return WebhookDelivery.objects.filter(webhook=reach.find(Webhook, call.id, call.actor))


def _list(
    name: str,
    label: str | Promise,
    description: str,
    path: str,
    rows: Rows,
    shape: type[Shape],
    order: Order,
    query: type[PageQuery] = PageQuery,
) -> Endpoint:
    answer_shape = page_of(shape)

    def answer(call: Call) -> Shape:
        found, following = page(
            shape.load(rows(call)), order, limit=call.query.limit, cursor=call.query.cursor
        )
        items = [shape.model_validate(row) for row in found]
        return answer_shape.model_validate({"items": items, "next": following})

    room = path.partition("/")[0]
    return Endpoint(
        name, label, description, "GET", path, room, answer, returns=answer_shape, query=query
    )


def _one(
    name: str, label: str | Promise, room: str, model: type[Model], shape: type[Shape]
) -> Endpoint:
    def answer(call: Call) -> Shape:
        return shape.model_validate(reach.find(model, call.id, call.actor))

    description = f"One {name}."
    return Endpoint(
        name, label, description, "GET", f"{room}/<int:id>", room, answer, returns=shape
    )
