"""Nouns: a bell for each agent, the notifications that rang it, and how far the log has been read."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kundig.conversations.audience import Alone
from kundig.core.live import Fact
from kundig.core.log import Position
from kundig.core.models import Event, Secret
from kundig.core.time import now
from kundig.notifications.kinds import Kind, Way
from kundig.staff.models import Agent, Role


class Rhythm(models.TextChoices):
    """How often the digest comes."""

    NEVER = "", _("Never")
    QUARTER = "15", _("Every 15 minutes")
    HOURLY = "60", _("Every hour")
    DAILY = "day", _("Once a day")


class Bell(models.Model):
    """What an agent wants to be told of, and how; made when it is needed first."""

    agent = models.OneToOneField(
        Agent, primary_key=True, on_delete=models.PROTECT, related_name="bell"
    )
    # Names of kinds with their ways; a kind that is not here follows the role.
    ways = models.JSONField(default=dict)
    # In the agent's own time zone; through midnight where the end is before the beginning.
    quiet_from = models.TimeField(_("from"), null=True, blank=True)
    quiet_until = models.TimeField(_("until"), null=True, blank=True)
    rhythm = models.CharField(
        _("digest"), max_length=3, blank=True, choices=Rhythm.choices, default=Rhythm.HOURLY
    )
    digest_at = models.TimeField(_("at"), default="08:00")
    digested_at = models.DateTimeField(null=True)
    # Whether pushes and digests name what it is about; without, they only say that there is something.
    says_subject = models.BooleanField(default=True)

    def __str__(self) -> str:
        return f"bell of {self.agent_id}"

    def is_own_of(self, agent_id: int) -> bool:
        """Tell whether this is that agent's bell."""
        return self.agent_id == agent_id

    def wants(self, kind: Kind, of_role: dict[str, list[str]]) -> frozenset[Way]:
        """Return the ways of a kind: one's own choice, else the role's, else the kind's."""
        chosen = self.ways.get(kind.name, of_role.get(kind.name))
        return kind.ways if chosen is None else frozenset(Way(way) for way in chosen)


class RoleWays(models.Model):
    """What the administrator thinks right for a role; whoever chose otherwise keeps their choice."""

    role = models.OneToOneField(
        Role, primary_key=True, on_delete=models.CASCADE, related_name="notification_ways"
    )
    ways = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"ways of role {self.role_id}"


class Notification(models.Model):
    """Something an agent was told of. What happens to the same thing while it is unread adds to it."""

    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="notifications")
    kind = models.CharField(max_length=40)
    subject_kind = models.CharField(max_length=32)
    subject_id = models.BigIntegerField()
    # The newest one of `count`.
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="+")
    count = models.PositiveIntegerField(default=1)
    at = models.DateTimeField(default=now)
    read_at = models.DateTimeField(null=True)
    in_bell = models.BooleanField(default=False)
    by_mail = models.BooleanField(default=False)
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["agent", "subject_kind", "subject_id"],
                condition=Q(read_at=None),
                name="notification_unread_once",
            )
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["agent", "-at", "-id"],
                condition=Q(in_bell=True),
                name="notification_newest",
            ),
            models.Index(
                fields=["agent"],
                condition=Q(read_at=None, mailed_at=None, by_mail=True),
                name="notification_to_mail",
            ),
            models.Index(fields=["at"], name="notification_old"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.agent_id}"

    def is_own_of(self, agent_id: int) -> bool:
        """Tell whether that agent was told."""
        return self.agent_id == agent_id


class PushKey(models.Model):
    """The key pair by which push services know this installation; there is one."""

    # The point of the curve as browsers want it, base64url.
    public = models.CharField(max_length=100)
    private = models.ForeignKey(Secret, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="push_key_is_one")]

    def __str__(self) -> str:
        return self.public


class PushDevice(models.Model):
    """A browser that an agent lets be told; its address is its push service's secret."""

    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="push_devices")
    name = models.CharField(max_length=120)
    endpoint = models.CharField(max_length=1000, unique=True)
    key = models.CharField(max_length=100)
    auth = models.CharField(max_length=40)
    created_at = models.DateTimeField(default=now)
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name

    def is_own_of(self, agent_id: int) -> bool:
        """Tell whether it is that agent's browser."""
        return self.agent_id == agent_id


class Place(models.Model):
    """How far the log has been read; there is one."""

    read_tx = models.BigIntegerField()
    read_id = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="notification_place_is_one"),
        ]

    def __str__(self) -> str:
        return str(self.position)

    @property
    def position(self) -> Position:
        """Return where to go on."""
        return Position(self.read_tx, self.read_id)


def owners_of(facts: list[Fact]) -> dict[Position, Alone]:
    """Return who may hear of bells: each agent of their own."""
    return {fact.position: Alone(fact.subject_id) for fact in facts}
