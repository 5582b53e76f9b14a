"""Views that people make for themselves, for a team or for everyone, and where each reader has them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Exists, F, FilteredRelation, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from kundig.conversations.permissions import SEE, SHARE_VIEWS
from kundig.core.actor import Actor, Everything
from kundig.core.time import now
from kundig.staff.grants import AgentGrants
from kundig.staff.models import Agent, Team
from kundig.staff.rights import limits


class Sharing(models.TextChoices):
    """Who has a view."""

    OWN = "own", _("Only me")
    TEAM = "team", _("A team")
    EVERYONE = "everyone", _("Everyone")


class ViewOrder(models.TextChoices):
    """How a view is sorted."""

    URGENT = "urgent", _("Most urgent first")
    WAITING = "waiting", _("Longest waiting first")
    LATEST = "latest", _("Latest activity first")
    LEAST_URGENT = "-urgent", _("Least urgent first")
    SHORTEST_WAITING = "-waiting", _("Shortest waiting first")
    QUIETEST = "activity", _("Oldest activity first")
    NEWEST = "-created", _("Newest first")
    OLDEST = "created", _("Oldest first")


def _had_by(agent_id: int | None) -> Q:
    membership = Agent.teams.through.objects.filter(agent=agent_id, team=OuterRef("team"))
    return (
        Q(owner=agent_id)
        | Q(sharing=Sharing.EVERYONE)
        | Q(Exists(membership), sharing=Sharing.TEAM)
    )


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    """Views, narrowed by adjectives."""

    def current(self) -> SavedViewQuerySet:
        """Leave out what was removed."""
        return self.filter(removed_at=None)

    def visible_to(self, actor: Actor) -> SavedViewQuerySet:
        """Narrow to those that this actor has: own ones, those of the own teams, and everyone's."""
        if isinstance(actor.grants, Everything):
            return self
        if actor.kind != "agent" or not actor.may(SEE):
            return self.none()
        return self.filter(_had_by(actor.id))

    def as_arranged_by(self, actor: Actor) -> SavedViewQuerySet:
        """Sort as this actor has arranged them, new ones last; `hidden_at` is when they hid it."""
        places = FilteredRelation("places", condition=Q(places__agent=actor.id))
        found = self.annotate(
            place=places, position=F("place__position"), hidden_at=F("place__hidden_at")
        )
        return found.order_by(F("position").asc(nulls_last=True), "name", "pk")


class SavedView(models.Model):
    """A list of the desk that somebody made: which conversations, in which order and with which columns, and who has it.

    It shows nobody what they may not see anyway.
    """

    name = models.CharField(_("name"), max_length=80)
    icon = models.CharField(max_length=40, default="filter")
    owner = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="views")
    sharing = models.CharField(max_length=10, choices=Sharing.choices, default=Sharing.OWN)
    # Whose it is while it is shared with a team.
    team = models.ForeignKey(Team, null=True, on_delete=models.PROTECT, related_name="views")
    conditions = models.JSONField()
    order = models.CharField(max_length=10, choices=ViewOrder.choices, default=ViewOrder.URGENT)
    # The names of the columns that it has for all who have chosen none of their own for it.
    columns = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField(default=now)
    removed_at = models.DateTimeField(null=True)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["sharing", "team"], condition=Q(removed_at=None), name="view_shared"
            )
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(sharing=Sharing.TEAM, team__isnull=False)
                | (~Q(sharing=Sharing.TEAM) & Q(team=None)),
                name="view_of_a_team",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def list_name(self) -> str:
        """Return the name of its list, as it stands in the address of the inbox."""
        return f"v/{self.pk}"

    @property
    def is_shared(self) -> bool:
        """Tell whether others have it, too."""
        return self.sharing != Sharing.OWN

    def is_within(self, grants: AgentGrants) -> bool:
        """Tell whether an agent with these grants has the view."""
        return SavedView.objects.filter(_had_by(grants.agent_id), pk=self.pk).exists()

    def may_be_changed_by(self, actor: Actor) -> bool:
        """Tell whether this actor may change it: an own one its owner, a shared one who may share so far."""
        if isinstance(actor.grants, Everything):
            return True
        if not self.is_shared:
            return actor.kind == "agent" and actor.id == self.owner_id
        return may_share(actor, self.team)


def may_share(actor: Actor, team: Team | None) -> bool:
    """Tell whether this actor may give views to the team; without one, to everyone."""
    teams = limits(actor)
    is_near = teams is None or (team is not None and team.pk in teams)
    return actor.may(SHARE_VIEWS) and is_near


class ViewPlace(models.Model):
    """Where a reader has a view in their list, and since when they hide it."""

    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="view_places")
    view = models.ForeignKey(SavedView, on_delete=models.CASCADE, related_name="places")
    position = models.PositiveIntegerField(null=True)
    hidden_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["agent", "view"], name="view_place_once")
        ]

    def __str__(self) -> str:
        return f"view {self.view_id} of {self.agent_id}"
