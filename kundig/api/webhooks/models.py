"""Nouns of this room: Webhook, WebhookDelivery, WebhookAttempt."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kundig.api.webhooks.permissions import MANAGE
from kundig.core.actor import Actor, Everything
from kundig.core.log import Position
from kundig.core.models import Event, Secret, TransactionIdField
from kundig.core.time import now
from kundig.staff.grants import AgentGrants
from kundig.staff.models import Agent, Team


class OffReason(models.TextChoices):
    """Why a webhook is off."""

    HAND = "hand", _("switched off by hand")
    GONE = "gone", _("the receiver answered that it is gone (410)")
    FAILING = "failing", _("it failed for five days")
    OWNER = "owner", _("whoever made it is no longer active")
    RIGHTS = "rights", _("whoever made it may no longer set up webhooks")


class WebhookQuerySet(models.QuerySet["Webhook"]):
    """Webhooks, narrowed by adjectives."""

    def on(self) -> WebhookQuerySet:
        """Leave out those that are switched off."""
        return self.filter(off_at=None)

    def not_parked(self) -> WebhookQuerySet:
        """Leave out those with which something of ours went wrong a moment ago."""
        return self.filter(Q(parked_until=None) | Q(parked_until__lte=now()))

    def for_sending(self) -> WebhookQuerySet:
        """Fetch what sending needs along with them: whose rights count, and the secrets."""
        return self.select_related("agent__role", "secret", "old_secret").prefetch_related("teams")

    def visible_to(self, actor: Actor) -> WebhookQuerySet:
        """Narrow to those this actor may arrange: their own, and everybody's for who sees everything anyway."""
        grants = actor.grants
        if isinstance(grants, Everything):
            return self
        if not isinstance(grants, AgentGrants) or not grants.allow(MANAGE, None):
            return self.none()
        return self if _sees_all(grants) else self.filter(agent=grants.agent_id)


def _sees_all(grants: AgentGrants) -> bool:
    return grants.is_administrator and grants.teams is None


class Webhook(models.Model):
    """An address elsewhere that is told of some kinds of events, within the sight of the agent who made it."""

    name = models.CharField(_("name"), max_length=80)
    address = models.CharField(_("address"), max_length=500)
    # Whose rights count: what this agent may not see is not told.
    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+")
    kinds = ArrayField(models.CharField(max_length=64))
    # Narrows further, to what belongs to these teams; none: all that the agent sees.
    teams = models.ManyToManyField(Team, blank=True, related_name="+")
    secret = models.ForeignKey(Secret, on_delete=models.PROTECT, related_name="+")
    # The secret before, which signs too until then: receivers change over in their own time.
    old_secret = models.ForeignKey(Secret, null=True, on_delete=models.PROTECT, related_name="+")
    old_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=now)
    off_at = models.DateTimeField(null=True)
    off_reason = models.CharField(max_length=8, blank=True, choices=OffReason.choices)

    # How far the log was read for it.
    read_tx = TransactionIdField()
    read_id = models.BigIntegerField()

    # How its receiver fares: failures in a row, since when, and until when nothing more is sent.
    misses = models.PositiveIntegerField(default=0)
    failing_since = models.DateTimeField(null=True)
    rests_until = models.DateTimeField(null=True)
    is_slow = models.BooleanField(default=False)
    # Until when it is left alone because something of ours went wrong with it.
    parked_until = models.DateTimeField(null=True)
    tried_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)

    objects = WebhookQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_on(self) -> bool:
        """Tell whether it is told of anything."""
        return self.off_at is None

    @property
    def is_well(self) -> bool:
        """Tell whether its receiver answers as it should."""
        return self.misses == 0

    @property
    def is_parked(self) -> bool:
        """Tell whether it is left alone just now because something of ours went wrong with it."""
        return self.parked_until is not None and self.parked_until > now()

    @property
    def position(self) -> Position:
        """Return the place up to which the log was read for it."""
        return Position(self.read_tx, self.read_id)

    def is_within(self, grants: AgentGrants) -> bool:
        """Tell whether an agent with these grants may arrange it."""
        return _sees_all(grants) or self.agent_id == grants.agent_id


class WebhookDeliveryState(models.TextChoices):
    """Where a delivery stands."""

    WAITING = "waiting", _("Waiting")
    DELIVERED = "delivered", _("Delivered")
    FAILED = "failed", _("Given up")
    WITHHELD = "withheld", _("Not sent: out of sight of whoever made the webhook")


class WebhookDeliveryQuerySet(models.QuerySet["WebhookDelivery"]):
    """Deliveries, narrowed by adjectives."""

    def due(self) -> WebhookDeliveryQuerySet:
        """Narrow to those whose time has come, of webhooks that are on and don't rest."""
        at = now()
        awake = Q(webhook__rests_until=None) | Q(webhook__rests_until__lte=at)
        looked_after = Q(webhook__parked_until=None) | Q(webhook__parked_until__lte=at)
        return self.filter(
            awake,
            looked_after,
            state=WebhookDeliveryState.WAITING,
            due_at__lte=at,
            webhook__off_at=None,
        )

    def again(self) -> int:
        """Let them go out once more, under the same ids; those that wait anyway keep their time. Returns how many."""
        return self.exclude(state=WebhookDeliveryState.WAITING).update(
            state=WebhookDeliveryState.WAITING, due_at=now(), tries=0, delivered_at=None
        )


class WebhookDelivery(models.Model):
    """One event on its way to one webhook; without an event it is a test. It holds no content: see `payload`."""

    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries")
    event = models.ForeignKey(
        Event, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    # What receivers know it by, the same in every attempt.
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField(
        max_length=10, choices=WebhookDeliveryState.choices, default=WebhookDeliveryState.WAITING
    )
    created_at = models.DateTimeField(default=now)
    due_at = models.DateTimeField(default=now)
    # Since it was made or replayed; all of them are in `attempts`.
    tries = models.PositiveSmallIntegerField(default=0)
    delivered_at = models.DateTimeField(null=True)

    objects = WebhookDeliveryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "webhook deliveries"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["webhook", "event"], name="webhook_event_once")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["webhook", "due_at", "id"],
                condition=Q(state="waiting"),
                name="webhook_due",
            ),
            models.Index(
                fields=["webhook", "id"], condition=Q(state="failed"), name="webhook_failed"
            ),
            models.Index(fields=["webhook", "-id"], name="webhook_newest"),
            models.Index(fields=["created_at"], name="webhook_old"),
        ]

    def __str__(self) -> str:
        return self.message_id

    @property
    def message_id(self) -> str:
        """Return the value of the header `webhook-id`."""
        return f"msg_{self.key.hex}"

    @property
    def kind(self) -> str:
        """Return the kind of event that it tells of."""
        return self.event.kind if self.event else TEST

    def is_within(self, grants: AgentGrants) -> bool:
        """Tell whether an agent with these grants may see and replay it."""
        return self.webhook.is_within(grants)


# What a test is called instead of an event.
TEST = "webhook.test"


class WebhookAttempt(models.Model):
    """One request of a delivery and what came back; no status: no answer came."""

    delivery = models.ForeignKey(WebhookDelivery, on_delete=models.CASCADE, related_name="attempts")
    at = models.DateTimeField(default=now)
    seconds = models.FloatField()
    status = models.PositiveSmallIntegerField(null=True)
    # The beginning of the receiver's own words.
    answer = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"attempt {self.pk} of {self.delivery_id}"
