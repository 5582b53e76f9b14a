"""What the conversation's pane shows: its head, its timeline and the composer."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404

from kundig.conversations import permissions
from kundig.conversations.around import Around, look_around, senders_of
from kundig.conversations.copies import Correspondence
from kundig.conversations.models import (
    Attachment,
    Conversation,
    Direction,
    Draft,
    Message,
    State,
)
from kundig.conversations.protection_offers import may_protect
from kundig.conversations.rows import STATE_ICONS
from kundig.conversations.timeline import load_timeline
from kundig.conversations.ways_to_send import ways_for
from kundig.core import caps
from kundig.core.actor import Grants
from kundig.core.prepared import KINDS_OF_GRANTS, Given, Prepared
from kundig.staff.models import Agent

Context = dict[str, Any]


@dataclass
class Writing:
    """One of the composer's two drafts."""

    text: str = ""
    html: str = ""
    # What the form was made from; empty where nothing is kept.
    version: str = ""
    to: str = ""
    cc: str = ""
    bcc: str = ""
    sender: str = ""
    # The fields that say what was decided about signing and encrypting.
    decided: tuple[str, ...] = ()
    files: tuple[Attachment, ...] = ()


def visible_conversation(agent: Agent, pk: int) -> Conversation:
    """Return a conversation with all that its pane names; 404 for unknown and forbidden ones alike."""
    for conversation in _named_within(agent.grants).rows(conversation=pk):
        return conversation
    raise Http404


@functools.lru_cache(maxsize=KINDS_OF_GRANTS)
def _named_within(grants: Grants) -> Prepared[Conversation]:
    """One conversation with what its pane names, if these grants reach it."""
    visible = Conversation.objects.within(grants).filter(pk=Given("conversation"))
    return Prepared(
        lambda: visible.select_related(
            "customer", "channel", "team", "assignee", "category", "status"
        )
    )


def pane_context(conversation: Conversation, agent: Agent) -> Context:
    """Return everything the pane shows."""
    around = look_around(conversation, agent)
    stream = stream_context(conversation, agent, around=around)
    newest = stream["timeline"].messages
    return {
        **head_context(conversation, agent, around),
        **stream,
        **composer_context(conversation, agent, newest, around),
    }


def head_context(conversation: Conversation, agent: Agent, around: Around | None = None) -> Context:
    """Return what the head shows and offers; `around` is what is known already."""
    around = around or look_around(conversation, agent)
    can_work = agent.may(permissions.WORK, conversation)
    is_merged = conversation.merged_into_id is not None
    return {
        "conversation": conversation,
        "merged_into": _merged_into(conversation, agent),
        "can_work": can_work,
        "can_make_tags": agent.may(permissions.MAKE_TAGS),
        "can_arrange": agent.may(permissions.ARRANGE, conversation),
        "can_export": agent.may(permissions.EXPORT, conversation),
        "can_forward": agent.may(permissions.REPLY, conversation)
        and conversation.channel.is_open
        and not is_merged,
        "is_merged": is_merged,
        "state_icon": STATE_ICONS[State(conversation.state)],
        "tags": around.tags,
        "has_fields": around.has_fields,
        "has_cards": around.has_cards,
        "has_categories": around.has_categories,
        "has_tags": bool(around.tags),
        "follower_count": around.follower_count,
        "is_following": around.is_following,
        "mark": around.mark,
        "has_later": around.has_later,
        "has_promises": around.has_promises,
        "has_links": around.has_links,
        "has_sides": around.has_sides,
        "has_incidents": around.has_incidents,
        "beside": conversation.beside,
        "is_side": conversation.beside_id is not None,
        "has_statuses": around.has_statuses,
    }


def stream_context(
    conversation: Conversation,
    agent: Agent,
    *,
    before: Message | None = None,
    around: Around | None = None,
) -> Context:
    """Return the newest stretch of the timeline, or the one before a message."""
    around = around or look_around(conversation, agent)
    can_arrange = agent.may(permissions.ARRANGE, conversation)
    return {
        "conversation": conversation,
        "timeline": load_timeline(conversation, agent, around.seen_at, before=before),
        "can_reply": agent.may(permissions.REPLY, conversation),
        "can_arrange": can_arrange,
        "can_work": agent.may(permissions.WORK, conversation),
        "can_open": agent.may(permissions.CONFIDENTIAL, conversation),
        "can_move": can_arrange and conversation.merged_into_id is None,
    }


def composer_context(
    conversation: Conversation,
    agent: Agent,
    newest: Sequence[Message] = (),
    around: Around | None = None,
) -> Context:
    """Return the agent's two drafts and what may be written; `newest` are messages as `Correspondence` takes them."""
    around = around or look_around(conversation, agent)
    drafts = around.drafts
    files = _files(list(drafts.values()), agent)
    reply = _writing(drafts.get(Direction.OUTBOUND), files)
    is_merged = conversation.merged_into_id is not None
    is_open = conversation.channel.is_open and not is_merged
    return {
        **_people(conversation, reply, around.senders, newest),
        **_ways(conversation, agent),
        "can_reply": agent.may(permissions.REPLY, conversation) and is_open,
        "can_note": agent.may(permissions.NOTE, conversation) and not is_merged,
        "reply": reply,
        "mark": around.mark,
        "note": _writing(drafts.get(Direction.NOTE), files),
        "upload_bytes": caps.UPLOAD_BYTES,
        "upload_count": caps.UPLOADS_PER_MESSAGE,
    }


def emptied_context(conversation: Conversation, direction: Direction, agent: Agent) -> Context:
    """Return what the form of an answer or a note shows when it was sent just now: everything else still stands."""
    empty = Writing()
    if direction == Direction.NOTE:
        return {"conversation": conversation, "draft": empty}
    senders = senders_of(conversation.channel)
    people = _people(conversation, empty, senders)
    return {**people, **_ways(conversation, agent), "draft": empty}


def _ways(conversation: Conversation, agent: Agent) -> Context:
    """Return what the send button does, and what stands in the menu beside it."""
    usual, others = ways_for(agent, conversation)
    return {"usual_way": usual, "other_ways": others}


def _people(
    conversation: Conversation,
    reply: Writing,
    senders: list[str],
    newest: Sequence[Message] = (),
) -> Context:
    """Return whom an answer goes to and from which address."""
    written = Correspondence(conversation, newest, senders)
    return {
        "conversation": conversation,
        "may_be_copied": [] if reply.cc else written.others,
        "answered": written.answered_address,
        "senders": senders,
        "usual_sender": written.usual_sender,
        "may_protect": may_protect(conversation.channel),
    }


def _merged_into(conversation: Conversation, agent: Agent) -> Conversation | None:
    """Where it went, if the agent may know."""
    target = conversation.merged_into
    return target if target is not None and target.is_within(agent.grants) else None


def _files(drafts: list[Draft], agent: Agent) -> dict[Any, Attachment]:
    ids = [id for draft in drafts for id in draft.files]
    if not ids:
        return {}
    return Attachment.objects.filter(message=None, uploaded_by=agent).in_bulk(ids)


def _writing(draft: Draft | None, files: dict[Any, Attachment]) -> Writing:
    if draft is None:
        return Writing()
    return Writing(
        text=draft.text,
        html=draft.html,
        version=draft.version,
        to=draft.to,
        cc=draft.cc,
        bcc=draft.bcc,
        sender=draft.sender,
        decided=_decided(draft),
        files=tuple(files[id] for id in draft.files if id in files),
    )


def _decided(draft: Draft) -> tuple[str, ...]:
    wanted = [name for name, value in draft.protection.items() if value]
    return ("protects", *wanted) if draft.protection else ()
