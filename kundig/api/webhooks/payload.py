"""What a receiver gets: the event as the API shows it, and what it is about as that is when it goes out.

Nothing of it is kept: a delivery holds the event's number alone. So what was erased, or has gone out of sight of
whoever made the webhook, does not leave Kundig any more, however long a delivery has waited.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Model

from kundig.api import reach, shapes
from kundig.api.webhooks.kinds import SUBJECTS, offered
from kundig.api.webhooks.models import TEST, Webhook, WebhookDelivery
from kundig.api.webhooks.scope import actor_of
from kundig.conversations.models import Message
from kundig.core import caps
from kundig.core.actor import Actor
from kundig.core.events import kind_of
from kundig.core.models import Event
from kundig.core.time import now

# Things as the API shows them, by their numbers.
Shown = dict[int, shapes.Shape]


def bodies_of(webhook: Webhook, deliveries: Sequence[WebhookDelivery]) -> dict[int, bytes | None]:
    """Return the bodies of some deliveries of a webhook as JSON, by the deliveries' numbers.

    None stands for what the webhook may not tell of (any more). What only a later version of Kundig knows,
    as a worker that is being replaced may come across, is missing.
    """
    actor = actor_of(webhook)
    known = [one for one in deliveries if one.event is None or is_known(one.event)]
    events = [one.event for one in known if one.event is not None]
    subjects = {
        kind: _shown(model, [one.subject_id for one in events if one.subject_kind == kind], actor)
        for kind, model in SUBJECTS.items()
    }
    messages = _shown(Message, [id for one in events if (id := _message_id(one))], actor)
    return {one.pk: _body(one.event, subjects, messages) for one in known}


def is_known(event: Event) -> bool:
    """Tell whether this version of Kundig knows what happened, and what it is about."""
    return event.kind in offered() and event.subject_kind in SUBJECTS


def _body(event: Event | None, subjects: dict[str, Shown], messages: Shown) -> bytes | None:
    if event is None:
        return _json(shapes.WebhookPayload(type=TEST, timestamp=now(), data=shapes.WebhookData()))
    subject = subjects[event.subject_kind].get(event.subject_id)
    if subject is None:
        return None
    told: dict[str, shapes.Shape | None] = {
        "event": shapes.Event.model_validate(event),
        event.subject_kind: subject,
    }
    body = _whole(event, {**told, "message": messages.get(_message_id(event))})
    # A very long message is fetched by those who want it; its id stands in the event.
    return body if len(body) <= caps.WEBHOOK_BODY_BYTES else _whole(event, told)


def _whole(event: Event, told: dict[str, shapes.Shape | None]) -> bytes:
    data = shapes.WebhookData.model_validate(told)
    return _json(shapes.WebhookPayload(type=event.kind, timestamp=event.at, data=data))


def _json(payload: shapes.WebhookPayload) -> bytes:
    return payload.model_dump_json(exclude_unset=True).encode()


def _message_id(event: Event) -> int:
    """The number of the message that the event speaks of; 0 for none."""
    speaks_of_one = kind_of(event.kind).fields.get("message") is int
    return event.data.get("message", 0) if speaks_of_one else 0


def _shown(model: type[Model], ids: Sequence[int], actor: Actor) -> Shown:
    """The shapes of those of a kind that the actor may see."""
    if not ids:
        return {}
    shape = shapes.SHAPES[model]
    rows = shape.load(reach.visible(model, actor)).filter(pk__in=set(ids))
    return {row.pk: shape.model_validate(row) for row in rows}
