"""Who else is at a conversation: their pages are kept as long as they listen, and shown to whoever may see it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kundig.conversations import permissions
from kundig.conversations.models import Conversation, Doing, Presence
from kundig.core import caps
from kundig.core.time import now
from kundig.core.whispers import CHANNEL
from kundig.staff.models import Agent

# The name that browsers hear: ``presence:42``.
PRESENCE = "presence"

_SENTENCES: dict[Doing, str | Promise] = {
    Doing.LOOKING: _("%(name)s is looking at it, too"),
    Doing.NOTE: _("%(name)s is writing a note"),
    Doing.REPLY: _("%(name)s is writing an answer"),
}
_ICONS = {Doing.LOOKING: "eye", Doing.NOTE: "lock", Doing.REPLY: "pencil"}
_WEIGHT = {doing: weight for weight, doing in enumerate(Doing)}


@dataclass(frozen=True)
class Attendant:
    """A colleague at a conversation, and what they do there."""

    agent: Agent
    doing: Doing

    @property
    def sentence(self) -> str:
        """Return who does what, in the reader's language."""
        return str(_SENTENCES[self.doing]) % {"name": self.agent.name}

    @property
    def icon(self) -> str:
        """Return the icon of what they do."""
        return _ICONS[self.doing]

    @property
    def is_writing(self) -> bool:
        """Tell whether they do more than look."""
        return self.doing != Doing.LOOKING


def attendants(ids: Collection[int], reader: Agent) -> dict[int, list[Attendant]]:
    """Return who else is at these conversations, by their ids, whoever writes first; only what `reader` may see.

    Who has lost the right to a conversation is not shown there, although their page may still stand open.
    """
    visible = Conversation.objects.visible_to(reader.actor).filter(pk__in=ids)
    rows = Presence.objects.filter(conversation__in=visible, until__gt=now()).exclude(agent=reader)
    found: dict[int, dict[int, Attendant]] = {}
    for row in rows.select_related("conversation", "agent__role").order_by("agent__name", "page"):
        if not row.agent.may(permissions.SEE, row.conversation):
            continue
        here = found.setdefault(row.conversation_id, {})
        one = Attendant(row.agent, Doing(row.doing))
        before = here.get(row.agent_id)
        if before is None or _WEIGHT[before.doing] < _WEIGHT[one.doing]:
            here[row.agent_id] = one
    return {
        id: sorted(here.values(), key=lambda one: -_WEIGHT[one.doing]) for id, here in found.items()
    }


# One statement for all pages of a process: what is open stays, what is gone or was not put off is told of. A page
# that went here and came back elsewhere was put off later than it went.
_KEEP = """
WITH kept AS (
    UPDATE conversations_presence SET until = now() + %(seconds)s * interval '1 second'
    WHERE page = ANY(%(here)s)
), went AS (
    SELECT page, now() + (%(seconds)s - ago) * interval '1 second' AS latest
    FROM unnest(%(gone)s::text[], %(ago)s::float[]) AS each (page, ago)
), gone AS (
    DELETE FROM conversations_presence AS presence
    WHERE NOT page = ANY(%(here)s) AND (until < now() OR EXISTS (
        SELECT FROM went WHERE went.page = presence.page AND until <= latest
    ))
    RETURNING conversation_id
)
SELECT pg_notify(%(channel)s, %(kind)s || ':' || conversation_id) FROM gone
"""


def keep_pages(here: Collection[str], gone: Mapping[str, float]) -> None:
    """Put off the end of the pages that are `here`, forget those that have `gone` so many seconds ago, and tell of the latter."""
    with connection.cursor() as cursor:
        cursor.execute(
            _KEEP,
            {
                "seconds": caps.PRESENCE_SECONDS,
                "here": list(here),
                "gone": list(gone),
                "ago": list(gone.values()),
                "channel": CHANNEL,
                "kind": PRESENCE,
            },
        )
