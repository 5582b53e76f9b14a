"""What incidents do when conversations are merged: the one that stays belongs to what the other belonged to."""

from __future__ import annotations

from kundig.conversations import events
from kundig.conversations.incidents import actions
from kundig.conversations.incidents.models import Incident
from kundig.conversations.models import Move
from kundig.core.actor import SYSTEM
from kundig.core.models import Event
from kundig.core.reactions import reaction


@reaction(events.MERGED_AWAY, events.MOVE_UNDONE)
def go_along(event: Event) -> None:
    """Let the target of a merge join the incidents of its source, or leave them again."""
    move = Move.objects.select_related("target").get(pk=event.data["move"])
    if move.kind == Move.Kind.MERGE:
        for incident in Incident.objects.filter(conversations=move.source_id):
            actions.go_along(incident, by=SYSTEM, move=move)
