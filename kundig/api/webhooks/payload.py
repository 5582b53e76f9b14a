"""What a receiver gets: the event as the API shows it, and what it is about as that is when it goes out.

Nothing of it is kept: a delivery holds the event's number alone. So what was erased, or has gone out of sight of
whoever made the webhook, does not leave Kundig any more, however long a delivery has waited.
"""

from __future__ import annotations

from django.db.models import Model

from kundig.api import reach, shapes
from kundig.api.webhooks.kinds import SUBJECTS
from kundig.api.webhooks.models import TEST, WebhookDelivery
from kundig.api.webhooks.scope import actor_of
from kundig.conversations.models import Message
from kundig.core import caps
from kundig.core.actor import Actor
from kundig.core.events import kind_of
from kundig.core.models import Event
from kundig.core.time import now


def body_of(delivery: WebhookDelivery) -> bytes | None:
    """Return the body of a delivery's request as JSON; None where its webhook may not tell of it (any more)."""
    event = delivery.event
    if event is None:
        return _json(shapes.WebhookPayload(type=TEST, timestamp=now(), data=shapes.WebhookData()))
    actor = actor_of(delivery.webhook)
    subject = _shown(SUBJECTS[event.subject_kind], event.subject_id, actor)
    if subject is None:
        return None
    told: dict[str, shapes.Shape | None] = {
        "event": shapes.Event.model_validate(event),
        event.subject_kind: subject,
    }
    body = _whole(event, {**told, "message": _message(event, actor)})
    # A very long message is fetched by those who want it; its id stands in the event.
    return body if len(body) <= caps.WEBHOOK_BODY_BYTES else _whole(event, told)


def _whole(event: Event, told: dict[str, shapes.Shape | None]) -> bytes:
    data = shapes.WebhookData.model_validate(told)
    return _json(shapes.WebhookPayload(type=event.kind, timestamp=event.at, data=data))


def _json(payload: shapes.WebhookPayload) -> bytes:
    return payload.model_dump_json(exclude_unset=True).encode()


def _message(event: Event, actor: Actor) -> shapes.Shape | None:
    """Return the message that the event speaks of, if any."""
    if kind_of(event.kind).fields.get("message") is not int:
        return None
    return _shown(Message, event.data.get("message"), actor)


def _shown(model: type[Model], id: int | None, actor: Actor) -> shapes.Shape | None:
    shape = shapes.SHAPES[model]
    found = shape.load(reach.visible(model, actor)).filter(pk=id).first()
    return None if found is None else shape.model_validate(found)
