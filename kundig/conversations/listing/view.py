"""The views of the desk: which conversations each of them holds, and in which order."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kundig.conversations import permissions
from kundig.conversations.listing.order import LATEST, MOST_URGENT, SOONEST_BACK, Order
from kundig.conversations.models import Conversation, ConversationQuerySet, Draft, State
from kundig.core import caps
from kundig.staff.models import Agent, Team

Narrowing = Callable[[ConversationQuerySet, Agent], ConversationQuerySet]


@dataclass(frozen=True, eq=False)
class View:
    """One list of the desk, there once for all who look at it. `name` stands in the address; `counted` views show how many they hold."""

    name: str
    label: str | Promise
    icon: str
    narrow: Narrowing
    order: Order = LATEST
    counted: bool = False
    # All of its conversations are in one state, which the rows then need not show.
    state_is_known: bool = True
    # Everything in it is within reach of the agent who has the view: the index need not be asked twice.
    is_within_reach: bool = False
    # What an empty list says.
    empty: str | Promise = ""

    def rows(self, agent: Agent) -> ConversationQuerySet:
        """Return the conversations of this view that the agent may see, unsorted."""
        if self.is_within_reach and agent.may(permissions.SEE):
            return self.narrow(Conversation.objects.all(), agent)
        return self.narrow(Conversation.objects.visible_to(agent.actor), agent)


def views() -> list[View]:
    """Return the views that everybody has, in the order of the desk."""
    return list(_VIEWS)


def team_views(agent: Agent) -> list[View]:
    """Return a view for each team whose conversations the agent may see, the agent's own teams first."""
    teams = Team.objects.current()
    if agent.grants.teams is not None:
        teams = teams.filter(pk__in=agent.grants.teams)
    membership = agent.teams.through.objects.filter(agent=agent, team=OuterRef("pk"))
    own_first = teams.order_by(Exists(membership).desc(), "name")
    return [_team_view(pk, name) for pk, name in own_first.values_list("pk", "name")]


@functools.lru_cache(maxsize=caps.TEAM_VIEWS_REMEMBERED)
def _team_view(pk: int, name: str) -> View:
    return View(
        f"team-{pk}",
        name,
        "users",
        lambda rows, _agent: rows.to_do().filter(team=pk),
        MOST_URGENT,
        counted=True,
        is_within_reach=True,
        empty=_("Nothing waits for this team."),
    )


def _with_own_draft(rows: ConversationQuerySet, agent: Agent) -> ConversationQuerySet:
    drafts = Draft.objects.filter(conversation=OuterRef("pk"), agent=agent).exclude(text="")
    return rows.filter(Exists(drafts))


_VIEWS = (
    View(
        "mine",
        _("Mine"),
        "user-round",
        lambda rows, agent: rows.to_do().filter(assignee=agent),
        MOST_URGENT,
        counted=True,
        is_within_reach=True,
        empty=_("Nothing waits for you."),
    ),
    View(
        "unassigned",
        _("Unassigned"),
        "inbox",
        lambda rows, _agent: rows.to_do().filter(assignee=None),
        MOST_URGENT,
        counted=True,
        empty=_("Everything is in somebody’s hands."),
    ),
    View(
        "open",
        _("Waiting for us"),
        "clock",
        lambda rows, _agent: rows.to_do(),
        MOST_URGENT,
        counted=True,
        empty=_("Nobody waits for an answer."),
    ),
    View(
        "waiting",
        _("Waiting for customer"),
        "circle-dashed",
        lambda rows, _agent: rows.no_spam().filter(state=State.WAITING),
        empty=_("No customer owes us an answer."),
    ),
    View(
        "snoozed",
        _("Snoozed"),
        "alarm-clock",
        lambda rows, _agent: rows.filter(state=State.SNOOZED),
        SOONEST_BACK,
        counted=True,
        empty=_("Nothing is put away until later."),
    ),
    View(
        "drafts",
        _("Drafts"),
        "pencil",
        _with_own_draft,
        counted=True,
        state_is_known=False,
        empty=_("You have begun no answer."),
    ),
    View(
        "failed",
        _("Failed"),
        "triangle-alert",
        lambda rows, _agent: rows.filter(failed_count__gt=0),
        counted=True,
        state_is_known=False,
        empty=_("Every answer got through."),
    ),
    View(
        "spam",
        _("Spam"),
        "ban",
        lambda rows, _agent: rows.filter(spam_at__isnull=False),
        state_is_known=False,
        empty=_("No spam."),
    ),
    View(
        "resolved",
        _("Resolved"),
        "circle-check",
        lambda rows, _agent: (
            rows.not_merged().no_spam().filter(state__in=[State.RESOLVED, State.CLOSED])
        ),
        state_is_known=False,
        empty=_("Nothing resolved yet."),
    ),
    View(
        "all",
        _("All"),
        "layers",
        lambda rows, _agent: rows.not_merged().no_spam(),
        state_is_known=False,
        empty=_("No conversation yet."),
    ),
)
