"""Incident, who is concerned, and the answers that go to all of them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from kundig.conversations.incidents.permissions import MANAGE
from kundig.conversations.models import Conversation, ConversationQuerySet, Move, State
from kundig.core import caps
from kundig.core.actor import Actor
from kundig.core.time import now
from kundig.staff.grants import AgentGrants
from kundig.staff.models import Agent
from kundig.staff.rights import limits


class Stage(models.TextChoices):
    """How far an incident is."""

    OPEN = "open", _("Open")
    KNOWN = "known", _("Cause known")
    RESOLVED = "resolved", _("Resolved")


class IncidentQuerySet(models.QuerySet["Incident"]):
    """Incidents, narrowed by who looks."""

    def visible_to(self, actor: Actor) -> IncidentQuerySet:
        """Return all of them to whoever sees conversations; which belong to one is asked for each reader."""
        return self if actor.may("conversation.see", None) else self.none()


class Incident(models.Model):
    """One cause of many conversations."""

    title = models.CharField(_("title"), max_length=120)
    stage = models.CharField(max_length=10, choices=Stage.choices, default=Stage.OPEN)
    description = models.TextField(_("what is known"), blank=True)
    # What helps people until it is over.
    workaround = models.TextField(_("workaround"), blank=True)
    conversations = models.ManyToManyField(
        Conversation, through="Concerned", related_name="incidents"
    )
    # Nobody where Kundig itself or a program began it.
    made_by = models.ForeignKey(Agent, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=now)
    resolved_at = models.DateTimeField(null=True)

    objects = IncidentQuerySet.as_manager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["resolved_at", "-id"], name="incident_newest")
        ]

    def __str__(self) -> str:
        return self.title

    def is_within(self, grants: AgentGrants) -> bool:
        """Tell whether an agent with these grants may see it: whoever sees conversations may."""
        return grants.allow("conversation.see", None)

    def is_led_by(self, actor: Actor) -> bool:
        """Tell whether an actor may change it: of those who lead incidents whoever began it, or sees all teams."""
        began = actor.kind == "agent" and actor.id is not None and actor.id == self.made_by_id
        return actor.may(MANAGE) and (began or limits(actor) is None)

    def seen_by(self, actor: Actor) -> ConversationQuerySet:
        """Return those of its conversations that this actor may see, without merged ones."""
        return Conversation.objects.visible_to(actor).not_merged().filter(incidents=self)

    def answerable_by(self, actor: Actor) -> ConversationQuerySet:
        """Return those of them that an answer to everybody goes to: no spam, and nothing that is closed."""
        return self.seen_by(actor).no_spam().exclude(state=State.CLOSED)


class Concerned(models.Model):
    """A conversation that belongs to an incident."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="concerned")
    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="+")
    joined_at = models.DateTimeField(default=now)
    # The merge by which it came: what was merged into it belonged to the incident.
    merge = models.ForeignKey(Move, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name_plural = "concerned"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["incident", "conversation"], name="concerned_once")
        ]

    def __str__(self) -> str:
        return f"{self.conversation_id} in {self.incident_id}"


class Round(models.Model):
    """One answer to everybody concerned, in the name and with the rights of one agent."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="rounds")
    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+")
    # By language.
    texts = models.JSONField()
    resolves = models.BooleanField(default=False)
    # What its author had seen: where more has come, the answer is not sent.
    mark = models.TextField()
    begun_at = models.DateTimeField(default=now)
    ended_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"round {self.pk} of {self.incident_id}"

    def may_be_stopped_by(self, actor: Actor) -> bool:
        """Tell whether an actor may stop it: of those who lead incidents its author, or whoever sees all teams."""
        own = actor.kind == "agent" and actor.id == self.agent_id
        return actor.may(MANAGE) and (own or limits(actor) is None)

    @property
    def is_under_way(self) -> bool:
        """Tell whether answers are still to be sent."""
        return self.ended_at is None and self.cancelled_at is None

    def left_out(self, actor: Actor) -> list[RoundAnswer]:
        """Return where no answer went, as far as this actor may see it."""
        visible = Conversation.objects.visible_to(actor)
        rows = self.answers.filter(
            fate__in=[Fate.OVERTAKEN, Fate.REFUSED], conversation__in=visible
        )
        return list(rows.select_related("conversation").order_by("pk")[: caps.PAGE_ROWS])

    @property
    def counts(self) -> dict[str, int]:
        """Return how many conversations met which fate."""
        rows = self.answers.values("fate").annotate(number=models.Count("pk")).order_by()
        return {fate.value: 0 for fate in Fate} | {row["fate"]: row["number"] for row in rows}


class Fate(models.TextChoices):
    """What became of the answer to one conversation."""

    WAITING = "waiting", _("Waiting")
    ANSWERED = "answered", _("Answered")
    OVERTAKEN = "overtaken", _("Not answered: something has arrived")
    REFUSED = "refused", _("Not answered")


class RoundAnswer(models.Model):
    """The answer to one conversation: there is never a second one in the same round."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="answers")
    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="+")
    fate = models.CharField(max_length=10, choices=Fate.choices, default=Fate.WAITING)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["round", "conversation"], name="round_answer_once")
        ]

    def __str__(self) -> str:
        return f"{self.conversation_id}: {self.fate}"
