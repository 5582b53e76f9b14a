"""tell, read, read all, choose ways, quiet hours and digest: the verbs of the bell."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import time

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from kundig.core.actions import action
from kundig.core.actor import Actor
from kundig.core.errors import Refused
from kundig.core.events import record
from kundig.core.models import Event
from kundig.core.time import now
from kundig.notifications import digest, events
from kundig.notifications.kinds import Way, kind_named, kinds
from kundig.notifications.models import Bell, Notification, Rhythm, RoleWays
from kundig.notifications.quiet import is_due
from kundig.staff.models import Agent, Role
from kundig.staff.permissions import MANAGE_SETTINGS, OWN
from kundig.staff.rights import must_see_all

# Held by Kundig itself alone: no role offers it.
TELL = "notification.tell"


@action("notification.tell", _("Notify"), needs=TELL, icon="bell", offered=False)
def tell(*, by: Actor, kind: str, event: Event, agents: Collection[int]) -> None:
    """Tell those of these agents who want to hear of it, each in the ways they chose."""
    found = kind_named(kind)
    assert found is not None
    active = Agent.objects.active().filter(pk__in=agents).select_related("role__notification_ways")
    for agent in active.order_by("pk"):
        bell = bell_of(agent)
        role = getattr(agent.role, "notification_ways", None)
        ways = bell.wants(found, role.ways if role else {})
        if ways:
            _add(agent, found.name, event, ways)
            record(bell, events.RANG, by=by)


@action("notification.read", _("Mark as read"), needs=OWN, icon="check", offered=False)
def read(notification: Notification, *, by: Actor) -> None:
    """Mark a notification as read."""
    if notification.read_at is None:
        notification.read_at = now()
        notification.save(update_fields=["read_at"])
        record(bell_of(notification.agent), events.READ, by=by)


@action("bell.read", _("Mark all as read"), needs=OWN, icon="check-check", offered=False)
def read_all(bell: Bell, *, by: Actor, conversation: int | None = None) -> None:
    """Mark all notifications as read, or those of one conversation that was opened."""
    unread = bell.agent.notifications.filter(read_at=None)
    if conversation is not None:
        unread = unread.filter(subject_kind="conversation", subject_id=conversation)
    if unread.update(read_at=now()):
        record(bell, events.READ, by=by)


@action("bell.set", _("Choose notifications"), needs=OWN, icon="bell", offered=False)
def set_bell(
    bell: Bell,
    *,
    by: Actor,
    ways: Mapping[str, Collection[str]],
    quiet: tuple[time, time] | None = None,
    rhythm: str = Rhythm.HOURLY,
    digest_at: time = time(8),
    says_subject: bool = True,
) -> None:
    """Choose what to be told of, each kind in which ways; quiet hours (beginning and end), digest, and how much is said."""
    bell.ways = _checked(ways)
    bell.quiet_from, bell.quiet_until = quiet or (None, None)
    bell.rhythm, bell.digest_at, bell.says_subject = rhythm, digest_at, says_subject
    bell.save()
    record(bell, events.SET, by=by)


@action("bell.digest", _("Send the digest"), needs=TELL, icon="mail", offered=False)
def send_digest(bell: Bell, *, by: Actor) -> None:  # noqa: ARG001  # every verb knows who acts
    """Mail what is unread, visible and was not mailed before; nothing where it is not time or nothing waits."""
    at = now()
    if not is_due(bell, at):
        return
    waiting = list(digest.waiting(bell, at))
    if waiting and digest.send(bell, waiting):
        Notification.objects.filter(pk__in=[one.pk for one in waiting]).update(mailed_at=at)
        bell.digested_at = at
        bell.save(update_fields=["digested_at"])


@action("bell.follow_role", _("As the role has it"), needs=OWN, icon="bell", offered=False)
def follow_role(bell: Bell, *, by: Actor) -> None:
    """Forget one's own choice of kinds and ways: the role's counts again."""
    if bell.ways:
        bell.ways = {}
        bell.save(update_fields=["ways"])
        record(bell, events.SET, by=by)


@action(
    "role.set_notifications",
    _("Choose a role’s notifications"),
    needs=MANAGE_SETTINGS,
    icon="bell",
    offered=False,
)
def set_role_ways(role: Role, *, by: Actor, ways: Mapping[str, Collection[str]]) -> None:
    """Choose what a role's agents are told of as long as they choose nothing else."""
    must_see_all(by)
    RoleWays.objects.update_or_create(role=role, defaults={"ways": _checked(ways)})
    record(role, events.ROLE_SET, by=by)


def bell_of(agent: Agent) -> Bell:
    """Return the agent's bell; a new one where there is none yet."""
    return Bell.objects.get_or_create(agent=agent)[0]


def _checked(ways: Mapping[str, Collection[str]]) -> dict[str, list[str]]:
    known = {kind.name for kind in kinds()}
    if set(ways) - known or any(set(chosen) - set(Way.values) for chosen in ways.values()):
        raise Refused(_("There is no such notification."))
    return {name: sorted(chosen) for name, chosen in ways.items()}


def _add(agent: Agent, kind: str, event: Event, ways: frozenset[Way]) -> None:
    """Add to what is unread about the same thing, or begin anew."""
    about = {
        "agent": agent,
        "subject_kind": event.subject_kind,
        "subject_id": event.subject_id,
        "read_at": None,
    }
    found, is_new = Notification.objects.select_for_update().get_or_create(
        **about, defaults={"kind": kind, "event": event, "at": event.at}
    )
    if not is_new:
        found.count = F("count") + 1
    found.kind, found.event, found.at = kind, event, event.at
    found.in_bell = found.in_bell or Way.BELL in ways
    if Way.MAIL in ways:
        found.by_mail, found.mailed_at = True, None
    found.save()
