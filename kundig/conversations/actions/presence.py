"""attend, leave: where an agent's open page is, for colleagues to see. Nothing of it is kept."""

from __future__ import annotations

from django.db import connection
from django.utils.translation import gettext_lazy as _

from kundig.conversations import permissions
from kundig.conversations.models import Conversation, Doing, Presence
from kundig.conversations.presence import PRESENCE
from kundig.core import caps
from kundig.core.actions import action
from kundig.core.actor import Actor
from kundig.core.whispers import whisper

# A page that somebody else has named keeps belonging to them.
_ATTEND = """
WITH before AS (SELECT * FROM conversations_presence WHERE page = %(page)s)
INSERT INTO conversations_presence AS present (page, conversation_id, agent_id, doing, until)
VALUES (%(page)s, %(conversation)s, %(agent)s, %(doing)s, now() + %(seconds)s * interval '1 second')
ON CONFLICT (page) DO UPDATE SET
    conversation_id = excluded.conversation_id, doing = excluded.doing, until = excluded.until
WHERE present.agent_id = excluded.agent_id
RETURNING (SELECT conversation_id FROM before), (SELECT doing FROM before)
"""


@action(
    "conversation.attend", _("Be at"), needs=permissions.SEE, icon="eye", offered=False, locks=False
)
def attend(conversation: Conversation, *, by: Actor, page: str, doing: Doing) -> None:
    """Note that a page of an agent shows the conversation, and what they do there; one page is in one place.

    The page goes on counting while it listens to what is live, or for some seconds.
    """
    if by.kind != "agent" or by.id is None:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            _ATTEND,
            {
                "page": page,
                "conversation": conversation.pk,
                "agent": by.id,
                "doing": doing,
                "seconds": caps.PRESENCE_SECONDS,
            },
        )
        before = cursor.fetchone()
    if before is not None and before != (conversation.pk, doing):
        whisper(PRESENCE, {conversation.pk, before[0] or conversation.pk})


@action("presence.leave", _("Go"), needs=permissions.SEE, icon="eye", offered=False)
def leave(*, by: Actor, page: str) -> None:
    """Note that a page of an agent shows no conversation any more."""
    own = Presence.objects.filter(page=page, agent=by.id)
    left = list(own.select_for_update().values_list("conversation_id", flat=True))
    own.delete()
    whisper(PRESENCE, left)
