"""The notifications of the rooms below: of conversations and of mailboxes."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from kundig.channels.email import events as mailboxes
from kundig.channels.permissions import MANAGE
from kundig.conversations import events, follow_events
from kundig.conversations.models import Back, Conversation, Follower, Message
from kundig.core.models import Event
from kundig.notifications.kinds import Way, notify_on
from kundig.staff.models import Agent

NONE: frozenset[Way] = frozenset()
EVERY_WAY = frozenset(Way)


@notify_on(
    events.ASSIGNED,
    name="assigned",
    label=_("A conversation is assigned to me"),
    sentence=_("{actor} assigned “{subject}” to you"),
    icon="user-check",
)
def _assigned(event: Event) -> Collection[int]:
    return [event.data["agent"]]


@notify_on(
    events.MENTIONED,
    name="mentioned",
    label=_("A colleague mentions me in a note"),
    sentence=_("{actor} mentioned you in “{subject}”"),
    icon="at-sign",
)
def _mentioned(event: Event) -> Collection[int]:
    return [event.data["agent"]]


@notify_on(
    events.RECEIVED,
    name="answered",
    label=_("A customer writes in one of my conversations"),
    sentence=_("{actor} wrote in “{subject}”"),
    icon="mail",
)
def _answered(event: Event) -> Collection[int]:
    return [] if event.data.get("automatic") else _assignee(event)


@notify_on(
    events.WOKEN,
    name="woken",
    label=_("A conversation is back from snoozing"),
    sentence=_("“{subject}” is back from snoozing: {why}"),
    icon="alarm-clock",
)
def _woken(event: Event) -> Collection[int]:
    assignee = _assignee(event)
    # Whoever has it hears of the message itself.
    is_told = event.data.get("why") == Back.ANSWER and assignee
    return [] if is_told else assignee or _who_snoozed(event)


@notify_on(
    events.DELIVERY_FAILED,
    name="delivery_failed",
    label=_("An answer of mine could not be delivered"),
    sentence=_("Your answer in “{subject}” could not be delivered"),
    icon="triangle-alert",
    ways=EVERY_WAY,
)
def _failed(event: Event) -> Collection[int]:
    message = Message.objects.filter(pk=event.data["message"])
    return list(message.exclude(agent=None).values_list("agent_id", flat=True)) or _assignee(event)


@notify_on(
    events.LATER_STOPPED,
    name="planned_stopped",
    label=_("An answer of mine was not sent as planned"),
    sentence=_("Your planned answer in “{subject}” was not sent and is a draft again"),
    icon="triangle-alert",
)
def _planned_stopped(event: Event) -> Collection[int]:
    return [event.data["agent"]]


@notify_on(
    events.OPENED,
    events.HANDED_OVER,
    name="team",
    label=_("My team gets a conversation"),
    sentence=_("New for your team: “{subject}”"),
    icon="users",
    ways=NONE,
)
def _for_team(event: Event) -> Collection[int]:
    unassigned = Conversation.objects.filter(pk=event.subject_id, assignee=None, spam_at=None)
    team = unassigned.exclude(team=None).values_list("team_id", flat=True)
    return list(Agent.objects.active().filter(teams__in=team).values_list("pk", flat=True))


@notify_on(
    follow_events.FOLLOWED,
    events.RECEIVED,
    events.REPLIED,
    events.NOTED,
    events.RESOLVED,
    events.REOPENED,
    name="followed",
    label=_("Something happens in a conversation that I follow"),
    sentence=_("News in “{subject}”, which you follow"),
    icon="bell-ring",
)
def _followed(event: Event) -> Collection[int]:
    if event.kind == follow_events.FOLLOWED:
        return [event.data["agent"]]
    if event.data.get("automatic"):
        return []
    following = Follower.objects.filter(conversation=event.subject_id, since__lte=event.at)
    return following.values_list("agent_id", flat=True)


@notify_on(
    mailboxes.FELL_SILENT,
    mailboxes.FETCHING_FAILED,
    mailboxes.GRANT_FAILED,
    name="mailbox",
    label=_("A mailbox fails or is unusually quiet"),
    sentence=_("The mailbox {subject} needs attention"),
    icon="mail-warning",
    ways=EVERY_WAY,
)
def _mailbox(_event: Event) -> Collection[int]:
    # Which mailboxes somebody looks after is asked when the notification is read.
    agents = Agent.objects.active().select_related("role")
    return [agent.pk for agent in agents if agent.may(MANAGE)]


def _assignee(event: Event) -> Collection[int]:
    """Whose it was when it happened: the log is read a little later."""
    later = Event.objects.filter(
        subject_kind="conversation",
        subject_id=event.subject_id,
        pk__gt=event.pk,
        kind__in=(events.ASSIGNED, events.UNASSIGNED),
    ).order_by("pk")
    change = later.first()
    if change is not None:
        before = change.data.get("from_agent")
        return [before] if before else []
    found = Conversation.objects.filter(pk=event.subject_id).exclude(assignee=None)
    return list(found.values_list("assignee_id", flat=True))


def _who_snoozed(event: Event) -> Collection[int]:
    snoozed = Event.objects.filter(
        subject_kind="conversation",
        subject_id=event.subject_id,
        kind=events.SNOOZED,
        actor_kind="agent",
    )
    return [pk for pk in snoozed.order_by("-pk").values_list("actor_id", flat=True)[:1] if pk]
