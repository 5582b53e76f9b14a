"""assign, hand over, prioritise, language, snooze, resolve, close, reopen, spam: moving a case along."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from kundig.conversations import events, permissions
from kundig.conversations.actions.beside import keep_beside, must_stand_alone
from kundig.conversations.actions.row import add_words
from kundig.conversations.models import (
    NEVER,
    Back,
    Conversation,
    Direction,
    Priority,
    State,
)
from kundig.conversations.own_fields import must_be_filled
from kundig.conversations.status_events import AWAITED
from kundig.core import caps
from kundig.core.actions import action
from kundig.core.actor import SYSTEM, Actor
from kundig.core.errors import Refused
from kundig.core.events import record
from kundig.core.languages import LANGUAGES
from kundig.core.text import one_line
from kundig.core.time import now
from kundig.staff.models import Agent, Team

WORK = permissions.WORK


@action("conversation.assign", _("Assign"), needs=WORK, icon="user-check")
def assign(conversation: Conversation, *, by: Actor, agent: Agent | None) -> None:
    """Give the conversation to an agent, or to nobody.

    Whoever is limited to own teams and own conversations sees it from then on: it is their own. Refused for who
    may not sign in, or sees no conversations at all.
    """
    if agent == conversation.assignee:
        return
    must_stand_alone(conversation)
    before = conversation.assignee_id
    if agent is not None:
        if not agent.is_active or not agent.may(permissions.SEE):
            raise Refused(_("%(name)s can’t work on conversations.") % {"name": agent.name})
        conversation.assignee = agent
        conversation.save(update_fields=["assignee"])
        record(conversation, events.ASSIGNED, by=by, agent=agent.pk, from_agent=before)
    else:
        conversation.assignee = None
        conversation.save(update_fields=["assignee"])
        record(conversation, events.UNASSIGNED, by=by, from_agent=before)
    keep_beside(conversation)


@action("conversation.hand_over", _("Hand to team"), needs=WORK, icon="users")
def hand_over(conversation: Conversation, *, by: Actor, team: Team) -> None:
    """Give the conversation to another team; whoever has it and is not in that team gives it up."""
    if team == conversation.team:
        return
    must_stand_alone(conversation)
    if team.archived_at is not None:
        raise Refused(_("The team %(name)s no longer exists.") % {"name": team.name})
    before, agent = conversation.team_id, conversation.assignee
    conversation.team = team
    if agent is not None and not agent.teams.filter(pk=team.pk).exists():
        conversation.assignee = None
    conversation.save(update_fields=["team", "assignee"])
    keep_beside(conversation)
    record(
        conversation,
        events.HANDED_OVER,
        by=by,
        team=team.pk,
        from_team=before,
        from_agent=agent.pk if agent else None,
    )


@action("conversation.set_priority", _("Set priority"), needs=WORK, icon="flag")
def set_priority(conversation: Conversation, *, by: Actor, priority: Priority) -> None:
    """Set how urgent the conversation is."""
    if priority == conversation.priority:
        return
    before = Priority(conversation.priority)
    conversation.priority = priority
    conversation.save(update_fields=["priority"])
    record(
        conversation,
        events.PRIORITY_SET,
        by=by,
        priority=Priority(priority).name.lower(),
        before=before.name.lower(),
    )


@action("conversation.set_language", _("Set language"), needs=WORK, icon="languages")
def set_language(conversation: Conversation, *, by: Actor, language: str) -> None:
    """Set the language that the customer writes, by its two letters; refused for one that Kundig does not know."""
    if language not in LANGUAGES:
        raise Refused(_("Kundig does not know this language."))
    if language == conversation.language:
        return
    before, conversation.language = conversation.language or None, language
    conversation.save(update_fields=["language"])
    record(conversation, events.LANGUAGE_SET, by=by, language=language, before=before)


@action("conversation.set_subject", _("Change subject"), needs=WORK, icon="pencil")
def set_subject(conversation: Conversation, *, by: Actor, subject: str) -> None:
    """Give the conversation another subject."""
    subject = one_line(subject, caps.SUBJECT_CHARS)
    if not subject:
        raise Refused(_("The subject is empty."))
    if subject == conversation.subject:
        return
    before, conversation.subject = conversation.subject, subject
    conversation.save(update_fields=["subject"])
    add_words(conversation, subject)
    record(conversation, events.SUBJECT_SET, by=by, before=before)


@action("conversation.snooze", _("Snooze"), needs=WORK, icon="alarm-clock")
def snooze(conversation: Conversation, *, by: Actor, until: datetime | None = None) -> None:
    """Put the conversation away until a moment; it comes back then, or when the customer writes.

    Without `until` it comes back when the customer writes, and at no other time. A mere thank-you brings nothing back.
    """
    if until is not None:
        _must_be_ahead(until)
    must_stand_alone(conversation)
    if conversation.merged_into_id is not None:
        raise Refused(_("The conversation was merged; undo that first."))
    if conversation.state == State.SNOOZED and conversation.snoozed_until == until:
        return
    conversation.state = State.SNOOZED
    conversation.snoozed_until = until
    conversation.resolved_at = conversation.closed_at = None
    conversation.save(update_fields=["state", "snoozed_until", "resolved_at", "closed_at"])
    if until is None:
        record(conversation, events.WAITS_FOR_CUSTOMER, by=by)
    else:
        record(conversation, events.SNOOZED, by=by, until=until.isoformat())


def _must_be_ahead(until: datetime) -> None:
    if until <= now():
        raise Refused(_("The time to come back lies in the past."))
    if until > now() + timedelta(days=caps.SNOOZE_DAYS):
        raise Refused(_("The time to come back lies too far ahead."))


@action("conversation.wake", _("Bring back from snoozing"), needs=WORK, icon="alarm-clock")
def wake(conversation: Conversation, *, by: Actor) -> None:
    """Bring a snoozed conversation back; Kundig itself does so only when its time has come."""
    if conversation.state != State.SNOOZED:
        return
    # A person may have put it off anew since the clock looked.
    if by == SYSTEM and (conversation.snoozed_until or NEVER) > now():
        return
    come_back(conversation, Back.TIME if by == SYSTEM else None, by=by, since=now())


def come_back(conversation: Conversation, why: Back | None, *, by: Actor, since: datetime) -> None:
    """Bring a snoozed conversation back, for a reason or by hand (None); who did not wait yet waits `since`."""
    conversation.state = State.OPEN
    conversation.back_because = why or ""
    conversation.snoozed_until = None
    conversation.waiting_since = conversation.waiting_since or since
    conversation.save(update_fields=["state", "back_because", "snoozed_until", "waiting_since"])
    record(conversation, events.WOKEN, by=by, why=why or "hand")


@action("conversation.resolve", _("Mark as resolved"), needs=WORK, icon="circle-check")
def resolve(conversation: Conversation, *, by: Actor) -> None:
    """Mark the matter as done; an answer of the customer opens it again.

    Refused (Missing) while a required field of the organisation's own is empty.
    """
    if not conversation.is_open:
        return
    must_be_filled(conversation, by)
    conversation.state = State.RESOLVED
    conversation.resolved_at = now()
    conversation.waiting_since = conversation.snoozed_until = None
    conversation.save(update_fields=["state", "resolved_at", "waiting_since", "snoozed_until"])
    record(conversation, events.RESOLVED, by=by)


@action("conversation.close", _("Close"), needs=WORK, icon="archive")
def close(conversation: Conversation, *, by: Actor) -> None:
    """Close the matter for good; what the customer writes next opens a new conversation."""
    if conversation.state == State.CLOSED:
        return
    if conversation.is_open:
        must_be_filled(conversation, by)
    conversation.state = State.CLOSED
    conversation.closed_at = now()
    conversation.resolved_at = conversation.resolved_at or conversation.closed_at
    conversation.waiting_since = conversation.snoozed_until = None
    conversation.save(
        update_fields=["state", "closed_at", "resolved_at", "waiting_since", "snoozed_until"]
    )
    record(conversation, events.CLOSED, by=by)


@action(
    "conversation.await_customer",
    _("Wait for the customer"),
    needs=WORK,
    icon="clock",
    offered=False,
)
def await_customer(conversation: Conversation, *, by: Actor) -> None:
    """Say that it is the customer's turn, without an answer of ours. Refused for a merged conversation."""
    if conversation.state == State.WAITING:
        return
    if conversation.merged_into_id is not None:
        raise Refused(_("The conversation was merged; undo that first."))
    conversation.state = State.WAITING
    conversation.resolved_at = conversation.closed_at = None
    conversation.waiting_since = conversation.snoozed_until = None
    conversation.save(
        update_fields=["state", "resolved_at", "closed_at", "snoozed_until", "waiting_since"]
    )
    record(conversation, AWAITED, by=by)


@action("conversation.reopen", _("Reopen"), needs=WORK, icon="rotate-ccw")
def reopen(conversation: Conversation, *, by: Actor) -> None:
    """Open a matter again that was waiting, resolved or closed."""
    if conversation.state == State.OPEN:
        return
    if conversation.merged_into_id is not None:
        raise Refused(_("The conversation was merged; undo that first."))
    conversation.state = State.OPEN
    conversation.back_because = ""
    conversation.resolved_at = conversation.closed_at = conversation.snoozed_until = None
    if conversation.messages.filter(direction=Direction.INBOUND).exists():
        conversation.waiting_since = now()
    conversation.save(
        update_fields=[
            *("state", "back_because"),
            *("resolved_at", "closed_at", "snoozed_until", "waiting_since"),
        ]
    )
    record(conversation, events.REOPENED, by=by)


@action("conversation.mark_spam", _("Mark as spam"), needs=WORK, icon="shield-alert")
def mark_spam(conversation: Conversation, *, by: Actor) -> None:
    """Put the conversation into the spam view."""
    if conversation.is_spam:
        return
    conversation.spam_at = now()
    conversation.save(update_fields=["spam_at"])
    record(conversation, events.SPAM_MARKED, by=by)


@action("conversation.unmark_spam", _("No spam"), needs=WORK, icon="shield-check")
def unmark_spam(conversation: Conversation, *, by: Actor) -> None:
    """Bring the conversation back from the spam view."""
    if not conversation.is_spam:
        return
    conversation.spam_at = None
    conversation.save(update_fields=["spam_at"])
    record(conversation, events.SPAM_CLEARED, by=by)
