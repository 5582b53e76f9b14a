"""tell, read, read all, choose ways, quiet hours and digest: the verbs of the bell."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import time

from django.db.models import F
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from kundig.core import caps, outside
from kundig.core.actions import action
from kundig.core.actor import Actor
from kundig.core.errors import Refused
from kundig.core.events import record
from kundig.core.fetch import read_address
from kundig.core.models import Event
from kundig.core.outside import Unreachable
from kundig.core.time import now
from kundig.notifications import digest, events
from kundig.notifications.kinds import Way, kind_named, kinds
from kundig.notifications.models import Bell, Notification, PushDevice, Rhythm, RoleWays
from kundig.notifications.push import encryption
from kundig.notifications.quiet import is_due
from kundig.staff.models import Agent, Role
from kundig.staff.permissions import MANAGE_SETTINGS, OWN
from kundig.staff.rights import must_see_all

PUSH = "notifications.push"
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


@action(
    "bell.add_device", _("Be told in this browser"), needs=OWN, icon="smartphone", offered=False
)
def add_device(
    bell: Bell, *, by: Actor, name: str, endpoint: str, key: str, auth: str
) -> PushDevice:
    """Let a browser be told; one that somebody else was told in before is the agent's from now on.

    `endpoint` is the address of its push service, `key` and `auth` are what it is encrypted with (RFC 8291).
    Refused where one of them is none, or the address lies within networks of our own.
    """
    _check_endpoint(endpoint)
    try:
        encryption.public_key(encryption.read(key))
        is_secret = len(encryption.read(auth)) == encryption.AUTH_BYTES
    except ValueError:
        is_secret = False
    if not is_secret:
        raise Refused(_("This browser can’t be told."))
    if bell.agent.push_devices.exclude(endpoint=endpoint).count() >= caps.PUSH_DEVICES:
        raise Refused(_("There are too many browsers already; remove one first."))
    values = {"agent": bell.agent, "name": name, "key": key, "auth": auth}
    device, is_new = PushDevice.objects.update_or_create(endpoint=endpoint, defaults=values)
    if is_new:
        record(bell, events.DEVICE_ADDED, by=by, device=name)
    return device


@action("push_device.remove", _("Remove browser"), needs=OWN, icon="trash-2", offered=False)
def remove_device(device: PushDevice, *, by: Actor) -> None:
    """Send no more pushes to a browser."""
    record(bell_of(device.agent), events.DEVICE_REMOVED, by=by, device=device.name)
    device.delete()


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


def _check_endpoint(endpoint: str) -> None:
    try:
        target = read_address(endpoint)
    except Unreachable:
        raise Refused(_("This browser can’t be told.")) from None
    is_ours = not outside.may_be_named(target.hostname or "", own_networks=False)
    if target.scheme != "https" or is_ours or len(endpoint) > caps.PUSH_ENDPOINT_CHARS:
        raise Refused(_("This browser can’t be told."))


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
    if Way.PUSH in ways:
        for device in agent.push_devices.all():
            # By name: the jobs know this module, not the other way round.
            job = app.configure_task(PUSH, lock=f"push:{device.pk}")
            job.defer(notification_id=found.pk, device_id=device.pk)
