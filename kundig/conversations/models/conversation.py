"""One matter with one customer: where it stands, and who has seen it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from kundig.conversations.models.category import Category
from kundig.conversations.models.channel import Channel
from kundig.conversations.models.follower import Follower
from kundig.conversations.models.merged import gathered_in
from kundig.conversations.models.state import Back, State
from kundig.conversations.models.status import Status
from kundig.conversations.models.tag import Tag
from kundig.core.actor import Actor, Everything, Grants
from kundig.core.named import Named, fetch_named, with_names
from kundig.core.prepared import Given
from kundig.core.time import now
from kundig.customers.models import Customer
from kundig.staff.grants import AgentGrants
from kundig.staff.models import Agent, Team


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
# What is snoozed until the customer writes comes back last.
BACK_AT = Coalesce("snoozed_until", models.Value(NEVER))


_OF_A_ROW = (
    *("customer", "channel", "team", "assignee", "status"),
    *("subject", "state", "back_because", "priority", "preview", "failed_count"),
    *("waiting_since", "snoozed_until", "promised_until", "last_activity_at", "last_inbound_at"),
)
_NAMED = (
    Named("customer", Customer, ("name",)),
    Named("channel", Channel, ("kind", "name")),
    Named("team", Team, ("name",)),
    Named("assignee", Agent, ("name",)),
    Named("status", Status, ("name_de", "name_en", "tone")),
)


class ConversationQuerySet(models.QuerySet["Conversation"]):
    """Conversations, narrowed by adjectives that can be chained."""

    def visible_to(self, actor: Actor) -> ConversationQuerySet:
        """Narrow to what this actor may see: nothing without the permission, own and own teams' when limited."""
        return self.within(actor.grants)

    def within(self, grants: Grants, whose: Given | None = None) -> ConversationQuerySet:
        """Narrow to what these grants reach, as `visible_to` does; `whose` stands in for their agent's number."""
        if isinstance(grants, Everything):
            return self
        if not isinstance(grants, AgentGrants) or not grants.allow("conversation.see", None):
            return self.none()
        if grants.teams is None:
            return self
        me = grants.agent_id if whose is None else whose
        return self.filter(Q(assignee_id=me) | Q(team_id__in=grants.teams))

    def standing_alone(self) -> ConversationQuerySet:
        """Leave out side conversations: what happens there is told in the conversation that they belong to."""
        return self.filter(beside=None)

    def not_merged(self) -> ConversationQuerySet:
        """Leave out those whose messages went into another conversation."""
        return self.filter(merged_into=None)

    def no_spam(self) -> ConversationQuerySet:
        """Leave out spam."""
        return self.filter(spam_at=None)

    def for_rows(self, agent: Agent | Given, more: tuple[str, ...] = ()) -> ConversationQuerySet:
        """Ask for what a row of a list shows and sorts by, and for `more`; `seen_at` is the agent's last look."""
        looks = Seen.objects.filter(agent=agent, conversation=models.OuterRef("pk"))
        rows = with_names(self.only(*_OF_A_ROW, *more), _NAMED)
        found: ConversationQuerySet = rows.annotate(seen_at=models.Subquery(looks.values("at")))
        return found

    def fetch_rows(self) -> list[Conversation]:
        """Fetch the rows of `for_rows` with whom and what they name.

        One query, and one more where somebody's name is not known: their address stands for it.
        """
        return named_rows(self)

    def to_do(self) -> ConversationQuerySet:
        """Narrow to those that wait for us; the indexes of the lists hold exactly these."""
        return self.filter(state="open", spam_at=None, beside=None)


def named_rows(found: Iterable[Conversation]) -> list[Conversation]:
    """Return rows of `for_rows` with whom and what they name, as `fetch_rows` does."""
    rows = fetch_named(found, _NAMED)
    nameless = [row.customer for row in rows if not row.customer.name]
    if nameless:
        models.prefetch_related_objects(nameless, "addresses")
    return rows


class Conversation(models.Model):
    """One matter with one customer. Counters and the preview are kept on the row for the lists."""

    # Where an index of a list begins with it, a relation needs none of its own: each costs every change of a row.
    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, db_index=False, related_name="conversations"
    )
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="conversations")
    subject = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    # A finer word inside the state.
    status = models.ForeignKey(
        Status, null=True, blank=True, on_delete=models.PROTECT, related_name="conversations"
    )
    priority = models.PositiveSmallIntegerField(choices=Priority.choices, default=Priority.NORMAL)
    team = models.ForeignKey(
        Team,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        db_index=False,
        related_name="conversations",
    )
    assignee = models.ForeignKey(
        Agent,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        db_index=False,
        related_name="conversations",
    )
    category = models.ForeignKey(
        Category, null=True, blank=True, on_delete=models.PROTECT, related_name="conversations"
    )
    # Values of the organisation's own fields, by their keys.
    fields = models.JSONField(default=dict, blank=True)
    tags = models.ManyToManyField(Tag, blank=True, related_name="conversations")
    followers = models.ManyToManyField(Agent, through=Follower, related_name="followed")
    language = models.CharField(max_length=8, blank=True)

    # Since when the customer waits for us; empty while we wait for them.
    waiting_since = models.DateTimeField(null=True)
    # Empty where a snoozed one waits for the customer alone.
    snoozed_until = models.DateTimeField(null=True)
    # Why it is open again; means nothing in other states.
    back_because = models.CharField(max_length=10, choices=Back.choices, blank=True)
    # When the next promise is due that nobody has kept.
    promised_until = models.DateTimeField(null=True)
    resolved_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    spam_at = models.DateTimeField(null=True)
    merged_into = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="merged"
    )
    # A side conversation with somebody else about this one: a conversation of its own, so that nothing that
    # works with the customer's messages can come upon it. Its team and assignee are always those of the other.
    beside = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        db_index=False,
        related_name="side_conversations",
    )
    # Whether an answer there brings the other back from snoozing.
    wakes_other = models.BooleanField(default=True)

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
            models.Index(
                fields=["beside"],
                condition=models.Q(beside__isnull=False),
                name="conversation_beside",
            ),
            GinIndex(fields=["fields"], opclasses=["jsonb_path_ops"], name="conversation_fields"),
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
                condition=models.Q(state="open", spam_at=None, beside=None),
                name="conversation_to_do",
            ),
            models.Index(
                URGENCY,
                WAITING,
                "id",
                condition=models.Q(state="open", spam_at=None, beside=None, assignee=None),
                name="conversation_unassigned",
            ),
            models.Index(
                "assignee",
                URGENCY,
                WAITING,
                "id",
                condition=models.Q(state="open", spam_at=None, beside=None),
                name="conversation_mine",
            ),
            models.Index(
                "team",
                URGENCY,
                WAITING,
                "id",
                condition=models.Q(state="open", spam_at=None, beside=None),
                name="conversation_team_to_do",
            ),
            models.Index(
                WAITING,
                "id",
                condition=models.Q(state="open", spam_at=None, beside=None),
                name="conversation_longest_waiting",
            ),
            # Views of people's own, which mostly are of what is not done.
            models.Index(
                URGENCY,
                WAITING,
                "id",
                condition=models.Q(
                    state__in=[State.OPEN, State.WAITING, State.SNOOZED], spam_at=None
                ),
                name="conversation_not_done",
            ),
            # The same by age. Where nearly all is done, the oldest that is not stands far behind.
            models.Index(
                fields=["id"],
                condition=models.Q(
                    state__in=[State.OPEN, State.WAITING, State.SNOOZED], spam_at=None
                ),
                name="conversation_not_done_by_age",
            ),
            models.Index(
                BACK_AT,
                "id",
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
    def shown_state(self) -> str:
        """Return the status, or the state where there is none, in the reader's language."""
        has_own = self.status is not None and self.status.state == self.state
        return str(self.status) if has_own else self.get_state_display()

    @property
    def is_spam(self) -> bool:
        """Tell whether the conversation was marked as spam."""
        return self.spam_at is not None

    @property
    def sides(self) -> ConversationQuerySet:
        """Return the side conversations about this one, and about all that was merged into it, step by step."""
        return Conversation.objects.filter(beside__in=gathered_in(self.pk))

    @property
    def standing(self) -> Conversation:
        """Return the conversation where the messages of this one are by now: itself unless it was merged."""
        one, passed = self, {self.pk}
        while one.merged_into is not None and one.merged_into.pk not in passed:
            one = one.merged_into
            passed.add(one.pk)
        return one

    def is_within(self, grants: AgentGrants) -> bool:
        """Tell whether an agent with these grants may see the conversation."""
        if grants.teams is None:
            return True
        return self.assignee_id == grants.agent_id or self.team_id in grants.teams


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
