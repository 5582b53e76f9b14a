"""Making the file of an export: may be killed at any step, and begins anew."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from typing import IO

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kundig.conversations.models import Conversation
from kundig.core import blobs
from kundig.core.actor import SYSTEM
from kundig.exports import actions
from kundig.exports.columns import columns, with_all
from kundig.exports.found import Ended, asker, portions
from kundig.exports.models import Export, Format, Piece, State
from kundig.exports.shaping import shaper_of
from kundig.exports.tables import Cells, pieces, write_csv, write_json_lines, write_xlsx
from kundig.exports.written import write_conversation
from kundig.staff.models import Agent
from kundig.staff.reading import as_read_by

# Why there is no file.
REASONS = {
    "right": _("The right to export has ended."),
    "view": _("The view is no longer there."),
    "conversation": _("The conversation can no longer be seen."),
}


class Cancelled(Exception):
    """Somebody has stopped the export."""


def make(export: Export) -> None:
    """Make the file, in the language and time zone of whoever asked; nothing where it is made or cancelled."""
    if not actions.begin(export, by=SYSTEM):
        return
    try:
        agent = asker(export)
        with as_read_by(agent), tempfile.TemporaryFile() as file:
            _write(export, agent, file)
            _keep(export, file)
    except Cancelled:
        return
    except Ended as end:
        actions.fail(export, by=SYSTEM, reason=end.reason)


def _write(export: Export, agent: Agent, file: IO[bytes]) -> None:
    if export.conversation_id is not None:
        visible = Conversation.objects.visible_to(agent.actor).filter(pk=export.conversation_id)
        conversation = visible.select_related("customer__company").first()
        if conversation is None:
            raise Ended("conversation")
        write_conversation(export, conversation, agent.actor, file)
    elif export.format == Format.JSON_LINES:
        shaper = shaper_of(Conversation)
        write_json_lines(file, (shaper.tell(one) for one in _conversations(export)))
    else:
        write = write_csv if export.format == Format.CSV else write_xlsx
        write(file, [str(column.heading) for column in columns()], _table(export))


def _table(export: Export) -> Iterator[Cells]:
    shown = columns()
    for one in _conversations(export):
        yield [column.value(one) for column in shown]


def _conversations(export: Export) -> Iterator[Conversation]:
    """Return the conversations of a list in its order; Cancelled where somebody has stopped it meanwhile."""
    written, is_shape = 0, export.format == Format.JSON_LINES
    load = shaper_of(Conversation).load if is_shape else with_all
    for ids in portions(export):
        found = load(Conversation.objects.filter(pk__in=ids)).in_bulk()
        yield from (found[pk] for pk in ids if pk in found)
        written += len(ids)
        if not actions.go_on(export, by=SYSTEM, rows=written):
            raise Cancelled


def _keep(export: Export, file: IO[bytes]) -> None:
    """Put the file into the store, piece by piece, all in one transaction."""
    with transaction.atomic():
        actions.remove_pieces(export)
        size = 0
        for number, piece in enumerate(pieces(file)):
            Piece.objects.create(export=export, number=number, blob=blobs.keep(piece))
            size += len(piece)
        actions.finish(export, by=SYSTEM, size=size)
        if export.state != State.DONE:
            actions.remove_pieces(export)
