"""Nouns of the heart: Channel, Conversation, Message, Attachment, Delivery, Tag, Move, Draft, StartDraft, Seen."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce, Lower
from django.utils.translation import gettext_lazy as _

from kundig.core.actor import Actor, Everything
from kundig.core.models import Blob
from kundig.core.pictures import PICTURES
from kundig.core.time import now
from kundig.customers.models import Customer
from kundig.staff.grants import AgentGrants
from kundig.staff.models import Agent, Team


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


class Tag(models.Model):
    """A word that sorts conversations."""

    name = models.CharField(_("name"), max_length=60)

    class Meta:
        ordering = ["name"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(Lower("name"), name="tag_any_case")
        ]

    def __str__(self) -> str:
        return self.name


class State(models.TextChoices):
    """Where a conversation stands."""

    OPEN = "open", _("Open")
    WAITING = "waiting", _("Waiting for customer")
    SNOOZED = "snoozed", _("Snoozed")
    RESOLVED = "resolved", _("Resolved")
    CLOSED = "closed", _("Closed")


class Priority(models.IntegerChoices):
    """How urgent a conversation is."""

    LOW = 1, _("Low")
    NORMAL = 2, _("Normal")
    HIGH = 3, _("High")
    URGENT = 4, _("Urgent")


# How lists sort what is to do. Nobody waits in a conversation without `waiting_since`: it comes last.
NEVER = datetime(9999, 12, 31, tzinfo=UTC)
URGENCY = -models.F("priority")
WAITING = Coalesce("waiting_since", models.Value(NEVER))


_OF_A_ROW = (
    *("subject", "state", "priority", "preview", "failed_count"),
    *("waiting_since", "snoozed_until", "last_activity_at", "last_inbound_at"),
    *("customer__name", "channel__kind", "channel__name", "team__name", "assignee__name"),
)


class ConversationQuerySet(models.QuerySet["Conversation"]):
    """Conversations, narrowed by adjectives that can be chained."""

    def visible_to(self, actor: Actor) -> ConversationQuerySet:
        """Narrow to what this actor may see: nothing without the permission, own and own teams' when limited."""
        grants = actor.grants
        if isinstance(grants, Everything):
            return self
        if not isinstance(grants, AgentGrants) or not grants.allow("conversation.see", None):
            return self.none()
        if grants.teams is None:
            return self
        return self.filter(Q(assignee_id=grants.agent_id) | Q(team_id__in=grants.teams))

    def not_merged(self) -> ConversationQuerySet:
        """Leave out those whose messages went into another conversation."""
        return self.filter(merged_into=None)

    def no_spam(self) -> ConversationQuerySet:
        """Leave out spam."""
        return self.filter(spam_at=None)

    def unfinished(self) -> ConversationQuerySet:
        """Narrow to those that are neither resolved nor closed."""
        return self.filter(state__in=["open", "waiting", "snoozed"])

    def for_rows(self, agent: Agent) -> ConversationQuerySet:
        """Fetch what a row of a list shows and sorts by, and nothing else; `seen_at` is the agent's last look."""
        looks = Seen.objects.filter(agent=agent, conversation=models.OuterRef("pk"))
        rows = self.select_related("customer", "channel", "team", "assignee").only(*_OF_A_ROW)
        return rows.annotate(seen_at=models.Subquery(looks.values("at")))

    def to_do(self) -> ConversationQuerySet:
        """Narrow to those that wait for us; the indexes of the lists hold exactly these."""
        return self.filter(state="open", spam_at=None)


class Conversation(models.Model):
    """One matter with one customer. Counters and the preview are kept on the row for the lists."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="conversations")
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="conversations")
    subject = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    priority = models.PositiveSmallIntegerField(choices=Priority.choices, default=Priority.NORMAL)
    team = models.ForeignKey(
        Team, null=True, blank=True, on_delete=models.PROTECT, related_name="conversations"
    )
    assignee = models.ForeignKey(
        Agent, null=True, blank=True, on_delete=models.PROTECT, related_name="conversations"
    )
    tags = models.ManyToManyField(Tag, blank=True, related_name="conversations")
    language = models.CharField(max_length=8, blank=True)

    # Since when the customer waits for us; empty while we wait for them.
    waiting_since = models.DateTimeField(null=True)
    snoozed_until = models.DateTimeField(null=True)
    resolved_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    spam_at = models.DateTimeField(null=True)
    merged_into = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="merged"
    )

    created_at = models.DateTimeField(default=now)
    last_activity_at = models.DateTimeField(default=now)
    last_inbound_at = models.DateTimeField(null=True)
    last_outbound_at = models.DateTimeField(null=True)
    preview = models.CharField(max_length=200, blank=True)
    message_count = models.PositiveIntegerField(default=0)
    failed_count = models.PositiveIntegerField(default=0)

    objects = ConversationQuerySet.as_manager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["-last_activity_at", "-id"], name="conversation_recent"),
            models.Index(fields=["state", "-last_activity_at", "-id"], name="conversation_state"),
            models.Index(fields=["customer", "-last_activity_at"], name="conversation_customer"),
            models.Index(
                fields=["assignee", "-last_activity_at", "-id"],
                name="conversation_assignee",
            ),
            models.Index(fields=["team", "-last_activity_at", "-id"], name="conversation_team"),
            # The lists of what is to do: most urgent first, then who waits longest.
            models.Index(
                URGENCY,
                WAITING,
                "id",
                condition=models.Q(state="open", spam_at=None),
                name="conversation_to_do",
            ),
            models.Index(
                URGENCY,
                WAITING,
                "id",
                condition=models.Q(state="open", spam_at=None, assignee=None),
                name="conversation_unassigned",
            ),
            models.Index(
                "assignee",
                URGENCY,
                WAITING,
                "id",
                condition=models.Q(state="open", spam_at=None),
                name="conversation_mine",
            ),
            models.Index(
                "team",
                URGENCY,
                WAITING,
                "id",
                condition=models.Q(state="open", spam_at=None),
                name="conversation_team_to_do",
            ),
            models.Index(
                fields=["snoozed_until", "id"],
                condition=models.Q(state="snoozed"),
                name="conversation_snoozed",
            ),
            models.Index(
                fields=["-last_activity_at", "-id"],
                condition=models.Q(failed_count__gt=0),
                name="conversation_failed",
            ),
            models.Index(
                fields=["-last_activity_at", "-id"],
                condition=models.Q(spam_at__isnull=False),
                name="conversation_spam",
            ),
        ]

    def __str__(self) -> str:
        return self.subject or f"#{self.pk}"

    @property
    def is_open(self) -> bool:
        """Tell whether somebody still has something to do: not resolved and not closed."""
        return self.state not in (State.RESOLVED, State.CLOSED)

    @property
    def is_spam(self) -> bool:
        """Tell whether the conversation was marked as spam."""
        return self.spam_at is not None

    def is_within(self, grants: AgentGrants) -> bool:
        """Tell whether an agent with these grants may see the conversation."""
        if grants.teams is None:
            return True
        return self.assignee_id == grants.agent_id or self.team_id in grants.teams


class Direction(models.TextChoices):
    """What a message is: from the customer, to the customer, or a note that stays inside."""

    INBOUND = "in", _("From the customer")
    OUTBOUND = "out", _("To the customer")
    NOTE = "note", _("Note")


class Message(models.Model):
    """One utterance. HTML is kept as it came and made safe each time it is read."""

    conversation = models.ForeignKey(
        Conversation, on_delete=models.PROTECT, related_name="messages"
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
    raw = models.ForeignKey(Blob, null=True, on_delete=models.PROTECT, related_name="+")
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

    def is_within(self, grants: AgentGrants) -> bool:
        """Tell whether an agent with these grants may see the message."""
        return self.conversation.is_within(grants)


class Attachment(models.Model):
    """A file of a message; `id` is random and says nothing about it. Uploaded files have no message yet."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    message = models.ForeignKey(
        Message, null=True, on_delete=models.PROTECT, related_name="attachments"
    )
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    # Found by looking at the bytes, not by believing the sender.
    content_type = models.CharField(max_length=100)
    size = models.BigIntegerField()
    content_id = models.CharField(max_length=255, blank=True)
    is_inline = models.BooleanField(default=False)
    uploaded_by = models.ForeignKey(Agent, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["created_at", "name"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_picture(self) -> bool:
        """Tell whether a page should try to show it."""
        return self.content_type in PICTURES

    def is_within(self, grants: AgentGrants) -> bool:
        """Tell whether an agent with these grants may see the file: that of a message, or an own upload."""
        if self.message is None:
            return self.uploaded_by_id == grants.agent_id
        return self.message.is_within(grants)


class FileText(models.Model):
    """The words in a file, for the search; a file that has none, or could not be read, has an empty one."""

    attachment = models.OneToOneField(
        Attachment, primary_key=True, on_delete=models.CASCADE, related_name="words"
    )
    text = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"words of {self.attachment_id}"


class FileLink(models.Model):
    """A file that its readers fetch from us, because it is too large to go along; until it expires or is revoked."""

    attachment = models.OneToOneField(Attachment, on_delete=models.PROTECT, related_name="link")
    made_at = models.DateTimeField(default=now)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    fetched_count = models.PositiveIntegerField(default=0)
    fetched_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"link to {self.attachment_id}"

    @property
    def is_live(self) -> bool:
        """Tell whether the file can be fetched."""
        return self.revoked_at is None and self.expires_at > now()


class DeliveryState(models.TextChoices):
    """The delivery truth of an outgoing message."""

    QUEUED = "queued", _("Waiting to be sent")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    DELIVERED = "delivered", _("Delivered")
    READ = "read", _("Read")
    FAILED = "failed", _("Failed")


class Delivery(models.Model):
    """The way out of one message. Written with the message in one transaction, moved on by the outbox."""

    message = models.OneToOneField(Message, on_delete=models.PROTECT, related_name="delivery")
    state = models.CharField(
        max_length=10, choices=DeliveryState.choices, default=DeliveryState.QUEUED
    )
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)
    sent_at = models.DateTimeField(null=True)
    # What became of it for each recipient: entries as `recipients.Entry` describes them.
    recipients = models.JSONField(default=list)

    class Meta:
        verbose_name_plural = "deliveries"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["due_at"],
                condition=models.Q(state__in=["queued", "sending"]),
                name="delivery_due",
            )
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.message_id}"


class Move(models.Model):
    """Messages that went from one conversation to another, remembered so that it can be undone."""

    class Kind(models.TextChoices):
        MERGE = "merge", _("Merge")
        SPLIT = "split", _("Split")
        MOVE = "move", _("Move")

    kind = models.CharField(max_length=6, choices=Kind.choices)
    source = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="moves_out")
    target = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="moves_in")
    message_ids = ArrayField(models.BigIntegerField())
    # The state that the source had before a merge.
    source_state = models.CharField(max_length=10, choices=State.choices)
    made_at = models.DateTimeField(default=now)
    undone_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.source_id} → {self.target_id}"

    def is_within(self, grants: AgentGrants) -> bool:
        """Tell whether an agent with these grants may see both ends."""
        return self.source.is_within(grants) and self.target.is_within(grants)


class Draft(models.Model):
    """What an agent has typed and not sent: one reply and one note per conversation and person."""

    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="drafts")
    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="drafts")
    direction = models.CharField(max_length=4, choices=Direction.choices)
    text = models.TextField(max_length=200_000, blank=True)
    # As typed, separated by commas; empty `to`: whoever is answered by itself.
    to = models.CharField(max_length=2000, blank=True)
    cc = models.CharField(max_length=2000, blank=True)
    bcc = models.CharField(max_length=2000, blank=True)
    # Which of the channel's addresses it is written from; empty: the one the customer wrote to.
    sender = models.CharField(max_length=320, blank=True)
    # Ids of uploaded files, in their order.
    files = ArrayField(models.UUIDField(), default=list)
    changed_at = models.DateTimeField(default=now)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["conversation", "agent", "direction"], name="draft_once"
            )
        ]

    def __str__(self) -> str:
        return f"draft of {self.agent_id}"


class StartDraft(models.Model):
    """A conversation that an agent has begun to write and not sent: one per person, as far as it is typed."""

    agent = models.OneToOneField(Agent, on_delete=models.PROTECT, related_name="start_draft")
    channel = models.ForeignKey(Channel, null=True, on_delete=models.PROTECT, related_name="+")
    to = models.CharField(max_length=320, blank=True)
    subject = models.CharField(max_length=300, blank=True)
    text = models.TextField(max_length=200_000, blank=True)
    # Ids of uploaded files, in their order.
    files = ArrayField(models.UUIDField(), default=list)
    changed_at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return f"new conversation of {self.agent_id}"


class Seen(models.Model):
    """Until when an agent has seen a conversation: what is newer stands out."""

    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="seen")
    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="seen")
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "seen"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["agent", "conversation"], name="seen_once")
        ]

    def __str__(self) -> str:
        return f"{self.agent_id} saw {self.conversation_id}"


class BlockedSender(models.Model):
    """Somebody whose new conversations go to the spam view: an address, or a domain as "@evil.example"."""

    value = models.CharField(max_length=320, unique=True)
    blocked_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["value"]

    def __str__(self) -> str:
        return self.value


class SearchEntry(models.Model):
    """The words of one conversation, beside it: a new word must not rewrite the row of the lists."""

    conversation = models.OneToOneField(
        Conversation, primary_key=True, on_delete=models.PROTECT, related_name="search_entry"
    )
    document = SearchVectorField()
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "search entries"
        indexes: ClassVar[list[models.Index]] = [
            GinIndex(fields=["document"], name="search_document"),
            models.Index(fields=["-at", "-conversation"], name="search_recent"),
        ]

    def __str__(self) -> str:
        return f"words of {self.conversation_id}"
