"""What notifications can be about: whether somebody may still see it, and where it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Model, Q, QuerySet
from django.urls import reverse

from kundig.core.actor import Actor
from kundig.notifications.models import Notification

Reach = Callable[[Actor], QuerySet[Model]]


@dataclass(frozen=True)
class Thing:
    """A kind of subject: those an actor may see, and the address of one."""

    within: Reach
    address: Callable[[Notification], str]


_things: dict[str, Thing] = {}


def about(subject_kind: str, within: Reach, address: Callable[[Notification], str]) -> None:
    """Let notifications be about these subjects: `within` narrows them to what an actor may see when it is read."""
    _things[subject_kind] = Thing(within, address)


def visible(actor: Actor) -> Q:
    """Return the condition that a notification is about something which the actor may see now."""
    found = Q(pk__in=[])
    for kind, thing in _things.items():
        ids = thing.within(actor).values("pk")
        found |= Q(subject_kind=kind, subject_id__in=ids)
    return found


def address_of(notification: Notification) -> str:
    """Return where a notification leads."""
    return _things[notification.subject_kind].address(notification)


def register_all() -> None:
    """Name what the rooms below have."""
    from kundig.channels.email.models import Mailbox
    from kundig.conversations.models import Conversation

    about("conversation", Conversation.objects.visible_to, _in_conversation)
    about("mailbox", Mailbox.objects.visible_to, lambda _one: reverse("mailbox-health"))


def _in_conversation(notification: Notification) -> str:
    there = reverse("conversation", args=[notification.subject_id])
    message = notification.event.data.get("message")
    return f"{there}#message-{message}" if message else there
