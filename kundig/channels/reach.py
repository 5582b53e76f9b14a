"""Which channels somebody may arrange: whoever is limited to teams, those of these teams and no others.

Writing through a channel without a team is open to everybody (`Channel.is_within`); arranging it is not,
because whoever arranges a channel could give it to themselves.
"""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from kundig.conversations.models import Channel
from kundig.core.actor import Actor
from kundig.core.errors import NotAllowed
from kundig.staff.models import Team
from kundig.staff.rights import limits, must_reach


def arranged_by(actor: Actor) -> QuerySet[Channel]:
    """Return the channels that this actor may arrange, where the right to it is held."""
    teams = limits(actor)
    rows = Channel.objects.all()
    return rows if teams is None else rows.filter(team__in=teams)


def must_arrange(by: Actor, channel: Channel | None) -> None:
    """Raise NotAllowed for another team's channel, and for what counts for all of them (None)."""
    teams = limits(by)
    if teams is not None and (channel is None or channel.team_id not in teams):
        raise NotAllowed(_("You can only arrange the channels of your own teams."))


def must_give(by: Actor, team: Team | None) -> None:
    """Raise NotAllowed where whoever is limited to teams would give a channel to another one, or to none."""
    if limits(by) is not None and team is None:
        raise NotAllowed(_("You can only arrange the channels of your own teams."))
    must_reach(by, [] if team is None else [team])
