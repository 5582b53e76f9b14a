"""make, change, archive and restore teams; make, change and remove levels."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kundig.core.actions import action
from kundig.core.actor import Actor
from kundig.core.errors import Refused
from kundig.core.events import record
from kundig.core.text import storable
from kundig.staff import events, permissions, rights
from kundig.staff.actions.fields import free_name, set_fields
from kundig.staff.models import Level, Team

MANAGE = permissions.MANAGE_STAFF
SIGNATURE_CHARS = 4_000


@action("team.make", _("Make team"), needs=MANAGE, icon="users")
def make_team(*, by: Actor, name: str, level: Level | None = None, signature: str = "") -> Team:
    """Make a team. Refused where the name is taken; NotAllowed for whoever is limited to teams."""
    rights.must_see_all(by)
    team = Team.objects.create(
        name=free_name(Team, name), level=level, signature=_signature(signature)
    )
    record(team, events.TEAM_MADE, by=by)
    return team


@action("team.change", _("Change team"), needs=MANAGE, icon="pencil")
def change_team(
    team: Team, *, by: Actor, name: str, level: Level | None, signature: str | None = None
) -> None:
    """Change name, level and signature (None keeps it) of a team.

    Refused where the name is taken; NotAllowed where `by` is limited to other teams.
    """
    rights.must_reach(by, [team])
    changed = set_fields(
        team,
        name=free_name(Team, name, but=team),
        signature=None if signature is None else _signature(signature),
    )
    if level != team.level:
        team.level = level
        team.save(update_fields=["level"])
        changed.append("level")
    if changed:
        record(team, events.TEAM_CHANGED, by=by, fields=changed)


@action("team.archive", _("Archive team"), needs=MANAGE, icon="archive")
def archive_team(team: Team, *, by: Actor) -> None:
    """Let nothing new be given to the team; what it has stays with it."""
    rights.must_reach(by, [team])
    if team.archived_at is not None:
        return
    team.archived_at = timezone.now()
    team.save(update_fields=["archived_at"])
    record(team, events.TEAM_ARCHIVED, by=by)


@action("team.restore", _("Restore team"), needs=MANAGE, icon="rotate-ccw")
def restore_team(team: Team, *, by: Actor) -> None:
    """Bring an archived team back."""
    rights.must_reach(by, [team])
    if team.archived_at is None:
        return
    team.archived_at = None
    team.save(update_fields=["archived_at"])
    record(team, events.TEAM_RESTORED, by=by)


@action("level.make", _("Make level"), needs=MANAGE, icon="layers")
def make_level(*, by: Actor, name: str, rank: int) -> Level:
    """Make a level; `rank` 1 is asked first. Refused where the name is taken."""
    rights.must_see_all(by)
    level = Level.objects.create(name=free_name(Level, name), rank=_rank(rank))
    record(level, events.LEVEL_MADE, by=by)
    return level


@action("level.change", _("Change level"), needs=MANAGE, icon="pencil")
def change_level(level: Level, *, by: Actor, name: str, rank: int) -> None:
    """Change name and rank of a level. Refused where the name is taken."""
    rights.must_see_all(by)
    changed = set_fields(level, name=free_name(Level, name, but=level), rank=_rank(rank))
    if changed:
        record(level, events.LEVEL_CHANGED, by=by, fields=changed)


@action("level.remove", _("Remove level"), needs=MANAGE, icon="trash-2")
def remove_level(level: Level, *, by: Actor) -> None:
    """Remove a level that no team has."""
    rights.must_see_all(by)
    if level.team_set.exists():
        raise Refused(_("There are teams of this level."))
    record(level, events.LEVEL_REMOVED, by=by)
    level.delete()


def _signature(text: str) -> str:
    return storable(text.replace("\r\n", "\n")).strip()[:SIGNATURE_CHARS]


def _rank(rank: int) -> int:
    if not 1 <= rank <= 99:
        raise Refused(_("The rank is a number from 1 to 99."))
    return rank
