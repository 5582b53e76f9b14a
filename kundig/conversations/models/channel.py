"""A configured way in and out, and the addresses it has."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from kundig.core.actor import Actor
from kundig.core.time import now
from kundig.staff.grants import AgentGrants
from kundig.staff.models import Team


class ChannelQuerySet(models.QuerySet["Channel"]):
    """Channels, narrowed by adjectives."""

    def open(self) -> ChannelQuerySet:
        """Leave out closed ones."""
        return self.filter(closed_at=None)

    def visible_to(self, actor: Actor) -> ChannelQuerySet:
        """Narrow to those this actor may write through: for whoever is limited, no other team's."""
        grants = actor.grants
        if not isinstance(grants, AgentGrants) or grants.teams is None:
            return self
        return self.filter(Q(team=None) | Q(team__in=grants.teams))


class Channel(models.Model):
    """A configured way in and out: a mailbox, a widget, a number. Its kind's room keeps the settings."""

    kind = models.CharField(max_length=20)
    name = models.CharField(_("name"), max_length=80)
    # What customers write to: a mail address, a number, a handle.
    address = models.CharField(_("address"), max_length=320)
    team = models.ForeignKey(
        Team,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        verbose_name=_("team"),
        related_name="channels",
    )
    created_at = models.DateTimeField(default=now)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = ChannelQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["kind", "address"],
                condition=models.Q(closed_at=None),
                name="channel_address_once",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        """Tell whether the channel takes and sends messages."""
        return self.closed_at is None

    def senders(self) -> list[str]:
        """Return the addresses that it may write from, its own first."""
        further = sorted(self.further_addresses.all(), key=lambda one: one.address.lower())
        return [self.address, *(one.address for one in further)]

    def is_within(self, grants: AgentGrants) -> bool:
        """Tell whether an agent with these grants may write through the channel."""
        return grants.teams is None or self.team_id is None or self.team_id in grants.teams


class ChannelAddress(models.Model):
    """A further address of a channel: mail to it comes in there, and answers may be written from it."""

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="further_addresses")
    address = models.CharField(_("address"), max_length=320)
    # Shown to customers beside the address; empty: as for the channel's own.
    name = models.CharField(_("sender’s name"), max_length=120, blank=True)

    class Meta:
        ordering = ["address"]
        verbose_name_plural = "channel addresses"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(Lower("address"), name="channel_address_any_case")
        ]

    def __str__(self) -> str:
        return self.address
