"""Receipt: what came in, exactly as it came. Pace: how a channel's outgoing messages are let out."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from kundig.conversations.models import Channel, Message
from kundig.core import caps
from kundig.core.models import Blob
from kundig.core.time import now


class Stage(models.TextChoices):
    """How far an input could be understood."""

    WHOLE = "whole", _("Understood")
    HEADERS = "headers", _("Only its headers could be read")
    RAW = "raw", _("Shown as it came")


class Receipt(models.Model):
    """Raw input of a channel. Committed before the sender hears that we have it; never changed."""

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="receipts")
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    # What was said about the input and is not part of it: envelope sender, recipients, peer.
    envelope = models.JSONField(default=dict)
    # The far side's own key, where it has one: "uidvalidity:uid", an event id.
    external_key = models.CharField(max_length=200, blank=True)
    received_at = models.DateTimeField(default=now)

    understood_at = models.DateTimeField(null=True)
    stage = models.CharField(max_length=8, choices=Stage.choices, blank=True)
    # The message that the input became, or speaks about.
    message = models.ForeignKey(
        Message, null=True, on_delete=models.PROTECT, related_name="receipts"
    )
    failures = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["channel", "sha256"], name="receipt_content_once"),
            models.UniqueConstraint(
                fields=["channel", "external_key"],
                condition=~models.Q(external_key=""),
                name="receipt_key_once",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["received_at"],
                condition=models.Q(understood_at=None),
                name="receipt_open",
            ),
            # The rhythm in which mail comes.
            models.Index(fields=["channel", "-received_at"], name="receipt_arrivals"),
        ]

    def __str__(self) -> str:
        return f"receipt {self.pk} of {self.channel_id}"


class Parking(models.TextChoices):
    """Why an input became no message."""

    OWN = "own", _("our own mail came back")
    LOOP = "loop", _("goes round in circles")
    REPORT = "report", _("spam report that names no answer of ours")
    BOUNCE = "bounce", _("notice of failure that names no answer of ours")


class ParkedRows(models.QuerySet["Parked"]):
    """Parked inputs by what became of them."""

    def waiting(self) -> ParkedRows:
        """Return those that nobody has decided on."""
        return self.filter(released_at=None, discarded_at=None)

    def discarded(self) -> ParkedRows:
        """Return those that somebody put away."""
        return self.filter(released_at=None).exclude(discarded_at=None)


class Parked(models.Model):
    """An input that is kept and counted, but would go round in circles as a message; until somebody lets it go on."""

    receipt = models.OneToOneField(
        Receipt, primary_key=True, on_delete=models.PROTECT, related_name="parked"
    )
    reason = models.CharField(max_length=8, choices=Parking.choices)
    sender = models.CharField(max_length=320, blank=True)
    subject = models.CharField(max_length=300, blank=True)
    parked_at = models.DateTimeField(default=now, db_index=True)
    released_at = models.DateTimeField(null=True)
    # Put away, and why; the raw input stays.
    discarded_at = models.DateTimeField(null=True)
    discarded_because = models.CharField(max_length=200, blank=True)

    objects = ParkedRows.as_manager()

    def __str__(self) -> str:
        return f"parked {self.receipt_id}: {self.reason}"

    @property
    def can_go_on(self) -> bool:
        """Tell whether it may still become a message; our own mail is one already."""
        return self.reason != Parking.OWN and self.released_at is None


class Pace(models.Model):
    """How fast a channel's messages go out, and whether they do; a channel without a row has the ordinary pace."""

    channel = models.OneToOneField(
        Channel, primary_key=True, on_delete=models.PROTECT, related_name="pace"
    )
    per_minute = models.PositiveIntegerField(default=caps.SENDS_PER_MINUTE)
    # Since when nothing goes out; what is written meanwhile waits.
    paused_at = models.DateTimeField(null=True)
    # The moment until which all turns are given away; empty before the first.
    taken_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"pace of {self.channel_id}"


class OpeningHours(models.Model):
    """When somebody is there to answer: the organisation's (no channel), or a channel's own."""

    channel = models.OneToOneField(
        Channel, null=True, on_delete=models.PROTECT, related_name="opening_hours"
    )
    time_zone = models.CharField(max_length=60, default="Europe/Berlin")
    # Seven lists, Monday first, of spans as "09:00-17:30".
    week = models.JSONField(default=list)
    # Days on which nobody is there, whatever the week says.
    holidays = ArrayField(models.DateField(), default=list)

    class Meta:
        verbose_name_plural = "opening hours"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                models.Value(1),
                condition=models.Q(channel=None),
                name="organisation_hours_once",
            )
        ]

    def __str__(self) -> str:
        return f"opening hours of {self.channel_id or 'the organisation'}"
