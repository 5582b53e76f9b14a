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
from kundig.conversations.models import (
    Conversation,
    ConversationQuerySet,
    Draft,
    Follower,
    LaterAnswer,
    Mention,
    State,
)
from kundig.core import caps
from kundig.core.prepared import KINDS_OF_GRANTS, Given, Prepared
from kundig.staff.grants import AgentGrants
from kundig.staff.models import Agent, Team

# Who looks at a list: its query is written once for all who see the same.
LOOKING = Given("agent")

Narrowing = Callable[[ConversationQuerySet], ConversationQuerySet]


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
    # What is in it waits for us: it can be sorted by that, and an index serves it.
    waits: bool = False
    # What an empty list says.
    empty: str | Promise = ""
    # The columns of whoever has chosen none for this list, by their names.
    columns: tuple[str, ...] = ()
    # The id of the `SavedView` where people made it.
    saved: int | None = None

    def rows(self, grants: AgentGrants) -> ConversationQuerySet:
        """Return the conversations of this view that these grants reach, unsorted; their agent is `LOOKING`."""
        if self.is_within_reach and grants.allow(permissions.SEE, None):
            return self.narrow(Conversation.objects.all())
        return self.narrow(Conversation.objects.within(grants, LOOKING))


def views() -> list[View]:
    """Return the views that everybody has, in the order of the desk."""
    return list(_VIEWS)


def team_views(agent: Agent) -> list[View]:
    """Return a view for each team whose conversations the agent may see, the agent's own teams first."""
    found = _teams_within(agent.grants.teams).rows(agent=agent.pk)
    return [_team_view(team.pk, team.name) for team in found]


@functools.lru_cache(maxsize=KINDS_OF_GRANTS)
def _teams_within(reach: frozenset[int] | None) -> Prepared[Team]:
    """These teams, or all of them (None), in the order of whoever looks."""
    teams = Team.objects.current() if reach is None else Team.objects.current().filter(pk__in=reach)
    membership = Agent.teams.through.objects.filter(agent=LOOKING, team=OuterRef("pk"))
    own_first = teams.order_by(Exists(membership).desc(), "name")
    return Prepared(lambda: own_first.only("name"))


@functools.lru_cache(maxsize=caps.TEAM_VIEWS_REMEMBERED)
def _team_view(pk: int, name: str) -> View:
    return View(
        f"team-{pk}",
        name,
        "users",
        lambda rows: rows.to_do().filter(team=pk),
        MOST_URGENT,
        counted=True,
        waits=True,
        is_within_reach=True,
        empty=_("Nothing waits for this team."),
    )


def _with_own_draft(rows: ConversationQuerySet) -> ConversationQuerySet:
    drafts = Draft.objects.filter(conversation=OuterRef("pk"), agent=LOOKING).exclude(text="")
    return rows.filter(Exists(drafts))


def _with_own_later_answer(rows: ConversationQuerySet) -> ConversationQuerySet:
    later = LaterAnswer.objects.filter(conversation=OuterRef("pk"), agent=LOOKING)
    return rows.filter(Exists(later))


def _with_mention(rows: ConversationQuerySet) -> ConversationQuerySet:
    named = Mention.objects.filter(message__conversation=OuterRef("pk"), agent=LOOKING)
    return rows.not_merged().filter(Exists(named))


def _followed(rows: ConversationQuerySet) -> ConversationQuerySet:
    following = Follower.objects.filter(conversation=OuterRef("pk"), agent=LOOKING)
    return rows.not_merged().filter(Exists(following))


_VIEWS = (
    View(
        "mine",
        _("Mine"),
        "user-round",
        lambda rows: rows.to_do().filter(assignee=LOOKING),
        MOST_URGENT,
        counted=True,
        waits=True,
        is_within_reach=True,
        empty=_("Nothing waits for you."),
    ),
    View(
        "unassigned",
        _("Unassigned"),
        "inbox",
        lambda rows: rows.to_do().filter(assignee=None),
        MOST_URGENT,
        counted=True,
        waits=True,
        empty=_("Everything is in somebody’s hands."),
    ),
    View(
        "mentions",
        _("Mentions"),
        "at-sign",
        _with_mention,
        state_is_known=False,
        empty=_("Nobody has mentioned you in a note."),
    ),
    View(
        "followed",
        _("I follow"),
        "bell",
        _followed,
        state_is_known=False,
        empty=_("You follow no conversation."),
    ),
    View(
        "open",
        _("Waiting for us"),
        "clock",
        lambda rows: rows.to_do(),
        MOST_URGENT,
        counted=True,
        waits=True,
        empty=_("Nobody waits for an answer."),
    ),
    View(
        "waiting",
        _("Waiting for customer"),
        "circle-dashed",
        lambda rows: rows.standing_alone().no_spam().filter(state=State.WAITING),
        empty=_("No customer owes us an answer."),
    ),
    View(
        "snoozed",
        _("Snoozed"),
        "alarm-clock",
        lambda rows: rows.filter(state=State.SNOOZED),
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
        "later",
        _("Send later"),
        "send",
        _with_own_later_answer,
        counted=True,
        state_is_known=False,
        empty=_("No answer of yours waits for its moment."),
    ),
    View(
        "failed",
        _("Failed"),
        "triangle-alert",
        lambda rows: rows.filter(failed_count__gt=0),
        counted=True,
        state_is_known=False,
        empty=_("Every answer got through."),
    ),
    View(
        "spam",
        _("Spam"),
        "ban",
        lambda rows: rows.filter(spam_at__isnull=False),
        state_is_known=False,
        empty=_("No spam."),
    ),
    View(
        "resolved",
        _("Resolved"),
        "circle-check",
        lambda rows: (
            rows.not_merged()
            .standing_alone()
            .no_spam()
            .filter(state__in=[State.RESOLVED, State.CLOSED])
        ),
        state_is_known=False,
        empty=_("Nothing resolved yet."),
    ),
    View(
        "all",
        _("All"),
        "layers",
        lambda rows: rows.not_merged().standing_alone().no_spam(),
        state_is_known=False,
        empty=_("No conversation yet."),
    ),
)
