"""export_conversation, export_list, cancel, note_fetched and what the job does: the verbs of taking out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from kundig.conversations.listing import view_named
from kundig.conversations.models import Conversation
from kundig.core import caps
from kundig.core.actions import action
from kundig.core.actor import Actor
from kundig.core.disk import must_have_room
from kundig.core.errors import NotAllowed, Refused
from kundig.core.events import record
from kundig.core.models import Blob
from kundig.core.text import one_line
from kundig.core.time import now
from kundig.exports import events
from kundig.exports.models import OF_CONVERSATION, OF_LIST, Export, Format, Piece, State
from kundig.exports.permissions import EXPORT, WORK
from kundig.staff.models import Agent
from kundig.staff.permissions import OWN

MAKE = "exports.make"


@action(
    "conversation.export", _("Export conversation"), needs=EXPORT, icon="download", offered=False
)
def export_conversation(
    conversation: Conversation,
    *,
    by: Actor,
    format: Format = Format.PDF,
    notes: bool = False,
    files: bool = False,
) -> Export:
    """Make a file of the conversation as `by` sees it; with its notes and files where wanted.

    Refused for formats of lists, and for whoever has too many under way or is no agent.
    """
    if format not in OF_CONVERSATION:
        raise Refused(_("A conversation can be exported as PDF or JSON."))
    made = _ask(by, format, conversation=conversation, with_notes=notes, with_files=files)
    told = {"format": made.format, "notes": notes, "files": files}
    record(conversation, events.CONVERSATION_EXPORTED, by=by, **told)
    return made


@action("export.list", _("Export list"), needs=EXPORT, icon="download", offered=False)
def export_list(*, by: Actor, format: Format, view: str = "", search: str = "") -> Export:
    """Make a file of the conversations of a view, or of those that a search finds, one row for each.

    Refused for formats of conversations, views that `by` does not have, both or neither, and as above.
    """
    search = one_line(search, 200)
    if format not in OF_LIST:
        raise Refused(_("A list can be exported as CSV, Excel or JSON lines."))
    if bool(view) == bool(search) or (view and view_named(view, _agent(by)) is None):
        raise Refused(_("Choose a view or search for something."))
    made = _ask(by, format, view=view, search=search)
    record(made, events.ASKED, by=by, format=made.format)
    return made


@action("export.cancel", _("Cancel export"), needs=OWN, icon="x", offered=False)
def cancel(export: Export, *, by: Actor) -> None:
    """Stop an export of one's own and forget what was searched for; nothing where it is at an end.

    The job sees it at the next portion of rows.
    """
    if export.is_under_way:
        export.state, export.ended_at, export.search = State.CANCELLED, now(), ""
        export.save(update_fields=["state", "ended_at", "search"])
        record(export, events.CANCELLED, by=by)


@action("export.note_fetched", _("Download export"), needs=OWN, icon="download", offered=False)
def note_fetched(export: Export, *, by: Actor) -> None:
    """Leave a trace of who took the file away."""
    record(export, events.FETCHED, by=by, rows=export.rows)


@action("export.begin", _("Make the file"), needs=WORK, icon="download", offered=False)
def begin(export: Export, *, by: Actor) -> bool:  # noqa: ARG001  # every verb knows who acts
    """Begin, or begin anew after a worker's death; False where it was cancelled or is at an end."""
    if not export.is_under_way:
        return False
    export.state, export.rows = State.RUNNING, 0
    export.save(update_fields=["state", "rows"])
    return True


@action("export.go_on", _("Note the progress"), needs=WORK, icon="download", offered=False)
def go_on(export: Export, *, by: Actor, rows: int) -> bool:  # noqa: ARG001  # every verb knows who acts
    """Note how many rows are written; False where somebody has cancelled. Tells administrators of a large one, once."""
    if export.state != State.RUNNING:
        return False
    export.rows = rows
    if rows > caps.EXPORT_LARGE_ROWS and export.alarmed_at is None:
        export.alarmed_at = now()
        # It is whoever asked who takes so much out, not the clock.
        record(export, events.LARGE, by=export.agent.actor, rows=caps.EXPORT_LARGE_ROWS)
    export.save(update_fields=["rows", "alarmed_at"])
    return True


@action("export.finish", _("Hand out the file"), needs=WORK, icon="check", offered=False)
def finish(export: Export, *, by: Actor, size: int) -> None:  # noqa: ARG001  # every verb knows who acts
    """Hand out the file whose pieces are written; nothing where somebody has cancelled meanwhile."""
    if export.state == State.RUNNING:
        export.state, export.size, export.ended_at = State.DONE, size, now()
        export.expires_at = export.ended_at + timedelta(hours=caps.EXPORT_HOURS)
        export.save(update_fields=["state", "size", "ended_at", "expires_at"])


@action("export.fail", _("Give up the export"), needs=WORK, icon="x", offered=False)
def fail(export: Export, *, by: Actor, reason: str) -> None:  # noqa: ARG001  # every verb knows who acts
    """Note why there will be no file, and forget what was searched for."""
    if export.is_under_way:
        export.state, export.reason, export.ended_at = State.FAILED, reason, now()
        export.search = ""
        export.save(update_fields=["state", "reason", "ended_at", "search"])


@action("export.forget", _("Delete the file"), needs=WORK, icon="trash-2", offered=False)
def forget(export: Export, *, by: Actor) -> None:  # noqa: ARG001  # every verb knows who acts
    """Delete the file and the words that were searched for; who exported how much stays."""
    remove_pieces(export)
    export.search, export.expires_at = "", None
    export.save(update_fields=["search", "expires_at"])


def remove_pieces(export: Export) -> None:
    """Delete what is written of an export's file; belongs into a transaction."""
    blobs = list(export.pieces.values_list("blob", flat=True))
    Piece.objects.filter(export=export).delete()
    Blob.objects.filter(pk__in=blobs).delete()


def _ask(by: Actor, format: Format, **of: Any) -> Export:
    agent = _agent(by)
    must_have_room()
    if agent.exports.under_way().count() >= caps.EXPORTS_AT_ONCE:
        raise Refused(_("Please wait until one of your exports is ready."))
    made = Export.objects.create(agent=agent, format=Format(format), **of)
    app.configure_task(MAKE, lock=f"export:{made.pk}").defer(export_id=made.pk)
    return made


def _agent(by: Actor) -> Agent:
    is_agent = by.kind == "agent" and by.id is not None
    agent = Agent.objects.active().filter(pk=by.id or 0).first() if is_agent else None
    if agent is None:
        raise NotAllowed(_("Only agents can export."))
    return agent
