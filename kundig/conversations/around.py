"""What stands around a conversation's messages for one agent, in one query where Django's own would be four."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kundig.conversations.models import Channel, Conversation, Draft
from kundig.conversations.models.merged import GATHERED
from kundig.core.prepared import Given, Statement, prepared_cursor
from kundig.staff.models import Agent

_QUERY = """
    SELECT
        ARRAY(
            SELECT tag.name FROM conversations_tag tag
            JOIN conversations_conversation_tags tagged ON tagged.tag_id = tag.id
            WHERE tagged.conversation_id = %(conversation)s::bigint ORDER BY tag.name
        ),
        (
            SELECT at FROM conversations_seen
            WHERE conversation_id = %(conversation)s::bigint AND agent_id = %(agent)s::bigint
        ),
        EXISTS(
            SELECT FROM conversations_draft
            WHERE conversation_id = %(conversation)s::bigint AND agent_id = %(agent)s::bigint
        ),
        ARRAY(
            SELECT address FROM conversations_channeladdress
            WHERE channel_id = %(channel)s::bigint ORDER BY lower(address)
        ),
        EXISTS(
            SELECT FROM conversations_lateranswer
            WHERE conversation_id = %(conversation)s::bigint
        ),
        EXISTS(
            SELECT FROM conversations_promise
            WHERE conversation_id = %(conversation)s::bigint AND kept_at IS NULL
        ),
        EXISTS(
            -- gathered
            SELECT FROM gathered
            JOIN conversations_conversation side ON side.beside_id = gathered.id
        ),
        pg_current_snapshot()::text,
        EXISTS(SELECT FROM conversations_category WHERE archived_at IS NULL),
        EXISTS(SELECT FROM conversations_conversationfield WHERE archived_at IS NULL),
        (SELECT count(*) FROM conversations_follower WHERE conversation_id = %(conversation)s::bigint),
        EXISTS(
            SELECT FROM conversations_follower
            WHERE conversation_id = %(conversation)s::bigint AND agent_id = %(agent)s::bigint
        ),
        EXISTS(
            SELECT FROM conversations_conversationlink link
            JOIN conversations_conversation other
                ON other.id = link.source_id + link.target_id - %(conversation)s::bigint
            WHERE %(conversation)s::bigint IN (link.source_id, link.target_id) AND (
                %(teams)s::bigint[] IS NULL
                OR other.assignee_id = %(agent)s::bigint OR other.team_id = ANY(%(teams)s::bigint[])
            )
        ),
        EXISTS(SELECT FROM conversations_status WHERE archived_at IS NULL),
        EXISTS(SELECT FROM embedded_embeddedcard),
        EXISTS(SELECT FROM incidents_concerned WHERE conversation_id = %(conversation)s::bigint)
""".replace("-- gathered", GATHERED)


@dataclass(frozen=True)
class Around:
    """A conversation's tags, when the agent looked last, their drafts by direction, and the addresses it may be
    answered from, its channel's own first; `mark` is what this moment shows, for `news`; whether there
    are categories to choose from, and fields to fill in; how many follow, and whether the agent does;
    whether it is linked with others that the agent may see;
    whether there are statuses to choose from, and cards of other systems; whether it has to do with an incident.
    """

    tags: list[str]
    seen_at: datetime | None
    drafts: dict[str, Draft]
    senders: list[str]
    has_later: bool
    has_promises: bool
    has_sides: bool
    mark: str
    has_categories: bool
    has_fields: bool
    follower_count: int
    is_following: bool
    has_links: bool
    has_statuses: bool
    has_cards: bool
    has_incidents: bool


_FURTHER = Statement(
    "SELECT address FROM conversations_channeladdress WHERE channel_id = %s::bigint"
    " ORDER BY lower(address)",
    (Given("channel"),),
)


def senders_of(channel: Channel) -> list[str]:
    """Return what `Channel.senders` does, by a query that is planned once."""
    return [channel.address, *(address for (address,) in _FURTHER.run({"channel": channel.pk}))]


def look_around(conversation: Conversation, agent: Agent) -> Around:
    """Return what stands around the messages."""
    teams = agent.grants.teams
    names = {
        "conversation": conversation.pk,
        "agent": agent.pk,
        "channel": conversation.channel_id,
        "teams": None if teams is None else sorted(teams),
    }
    with prepared_cursor() as cursor:
        cursor.execute(_QUERY, names)
        found = cursor.fetchone()
    tags, seen_at, has_drafts, further, *rest = found
    drafts = Draft.objects.filter(conversation=conversation, agent=agent) if has_drafts else ()
    return Around(
        tags,
        seen_at,
        {draft.direction: draft for draft in drafts},
        [conversation.channel.address, *further],
        *rest,
    )
