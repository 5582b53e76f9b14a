"""One utterance within a conversation."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from kundig.conversations.models.channel import Channel
from kundig.conversations.models.conversation import Conversation
from kundig.core.models import Blob
from kundig.core.time import now
from kundig.customers.models import Customer
from kundig.staff.grants import AgentGrants
from kundig.staff.models import Agent


class Direction(models.TextChoices):
    """What a message is: from the customer, to the customer, or a note that stays inside."""

    INBOUND = "in", _("From the customer")
    OUTBOUND = "out", _("To the customer")
    NOTE = "note", _("Note")


class Message(models.Model):
    """One utterance. HTML from outside is kept as it came, ours is clean; both are made safe each time they are read."""

    # The order of its messages is the index.
    conversation = models.ForeignKey(
        Conversation, on_delete=models.PROTECT, db_index=False, related_name="messages"
    )
    direction = models.CharField(max_length=4, choices=Direction.choices)
    channel = models.ForeignKey(
        Channel, null=True, on_delete=models.PROTECT, related_name="messages"
    )
    customer = models.ForeignKey(
        Customer, null=True, on_delete=models.PROTECT, related_name="messages"
    )
    agent = models.ForeignKey(Agent, null=True, on_delete=models.PROTECT, related_name="messages")
    created_at = models.DateTimeField(default=now)

    subject = models.CharField(max_length=998, blank=True)
    # The whole text, and the part that is new: what is not quoted from before.
    text = models.TextField(blank=True)
    visible_text = models.TextField(blank=True)
    html = models.TextField(blank=True)

    # Claims of the sender: they sort, they never give rights. Lists of {"name", "address"}.
    sender = models.JSONField(default=dict)
    to = models.JSONField(default=list)
    cc = models.JSONField(default=list)
    bcc = models.JSONField(default=list)
    claimed_at = models.DateTimeField(null=True)
    external_id = models.CharField(max_length=998, blank=True)
    in_reply_to = models.CharField(max_length=998, blank=True)
    references = ArrayField(models.CharField(max_length=998), default=list)
    # Ids of the messages that this one passes on to somebody outside.
    forwards = ArrayField(models.BigIntegerField(), default=list)

    # "": written by a person; otherwise which kind of automatic message it is.
    automatic = models.CharField(max_length=20, blank=True)
    # Things to tell the reader: "sender_unclear", "address_in_name", "cut", "unreadable", …
    warnings = ArrayField(models.CharField(max_length=30), default=list)
    # What parts of it mean beside the files they are: see `cards`.
    cards = models.JSONField(default=list)
    # Whether the sender is who they say: "proven", "unproven", "failed"; empty where nobody has checked.
    sender_check = models.CharField(max_length=10, blank=True)
    # What that rests on: a list of {"method", "result", "domain"}.
    sender_proofs = models.JSONField(default=list)
    # How it is signed and encrypted, in the words of `protection`; empty for what is neither.
    protection = models.JSONField(default=dict)
    raw = models.ForeignKey(Blob, null=True, on_delete=models.PROTECT, related_name="+")
    # Nothing but the raw mail holds its words, and only some may open that.
    is_confidential = models.BooleanField(default=False)
    # When `raw` was deleted for good; what is left of it is a note.
    purged_at = models.DateTimeField(null=True)
    # The content's identity, without the traces of its way: the same mail twice is one message.
    fingerprint = models.CharField(max_length=64, null=True, unique=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["created_at", "pk"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["conversation", "created_at", "id"], name="message_order"),
            models.Index(
                fields=["external_id"], condition=~models.Q(external_id=""), name="message_external"
            ),
            # An appointment by its UID, in whichever conversation it comes again.
            GinIndex(
                fields=["cards"],
                opclasses=["jsonb_path_ops"],
                condition=~models.Q(cards=[]),
                name="message_cards",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.direction} {self.pk}"

    @property
    def is_note(self) -> bool:
        """Tell whether the message stays inside."""
        return self.direction == Direction.NOTE

    @property
    def is_inbound(self) -> bool:
        """Tell whether the message came from outside."""
        return self.direction == Direction.INBOUND

    @property
    def formatted(self) -> str:
        """Return what we wrote with its formatting; empty for what is plain, and for what came from outside."""
        return "" if self.is_inbound else self.html

    @property
    def is_encrypted(self) -> bool:
        """Tell whether it came encrypted, or parts of it did: nothing is fetched from outside for it."""
        return self.is_inbound and bool(self.protection.get("encrypted"))

    def is_within(self, grants: AgentGrants) -> bool:
        """Tell whether an agent with these grants may see the message."""
        return self.conversation.is_within(grants)
