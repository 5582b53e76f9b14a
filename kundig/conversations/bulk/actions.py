"""start, cancel, undo: a verb for many conversations."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from kundig.conversations import permissions
from kundig.conversations.bulk import events
from kundig.conversations.bulk.models import BulkItem, BulkRun, Progress
from kundig.conversations.bulk.verbs import must_be_possible, sends
from kundig.conversations.bulk.working_off import defer, work_off_at_once
from kundig.conversations.models import Conversation
from kundig.conversations.news import mark
from kundig.core import caps
from kundig.core.actions import action
from kundig.core.actor import Actor
from kundig.core.errors import NotAllowed, Refused
from kundig.core.events import record


@action(
    "bulk_run.start", _("Change many conversations"), needs=permissions.WORK, icon="list-checks"
)
def start(
    *,
    by: Actor,
    verb: str,
    conversations: Sequence[Conversation],
    value: int | str | None = None,
    asks_first: bool = False,
) -> BulkRun:
    """Do a verb to all of these: a few at once, many by a job that can be cancelled.

    `verb` is one of assign, hand_over, set_priority, set_category, tag, untag, snooze, resolve, close, reopen,
    mark_spam, unmark_spam and run_macro; `value` says whom, which or until when. With
    `asks_first` a macro that sends answers waits until `bulk_run.confirm`; where something arrives from then on, it is left out. The rights of `by` are asked for each of them.
    Refused for another verb, for none and for too many; NotAllowed where one is out of reach: then nothing is changed.
    """
    if by.kind != "agent" or by.id is None:
        raise Refused(_("Only people change many conversations at once."))
    must_be_possible(verb, value, by)
    ids = sorted({one.pk for one in conversations})
    if not ids:
        raise Refused(_("Choose conversations first."))
    if len(ids) > caps.BULK_CONVERSATIONS:
        most = {"number": caps.BULK_CONVERSATIONS}
        raise Refused(_("At most %(number)s conversations at once.") % most)
    if Conversation.objects.visible_to(by).filter(pk__in=ids).count() != len(ids):
        raise NotAllowed(_("You don’t have the right to do this."))
    is_sent = sends(verb, value)
    asks = asks_first and is_sent
    run = BulkRun.objects.create(
        agent_id=by.id,
        verb=verb,
        value=value,
        total=len(ids),
        progress=Progress.ASKING if asks else Progress.RUNNING,
        mark=mark() if is_sent else "",
    )
    rows = [BulkItem(run=run, conversation_id=pk) for pk in ids]
    BulkItem.objects.bulk_create(rows, batch_size=1_000)
    if not asks:
        _begin(run, by)
    return run


@action("bulk_run.confirm", _("Send to all"), needs=permissions.WORK, icon="send")
def confirm(run: BulkRun, *, by: Actor) -> None:
    """Begin what waits for a yes, because it sends answers; twice changes nothing."""
    _must_be_own(run, by)
    if run.progress == Progress.ASKING:
        run.progress = Progress.RUNNING
        run.save(update_fields=["progress"])
        _begin(run, by)


@action("bulk_run.cancel", _("Cancel"), needs=permissions.WORK, icon="x")
def cancel(run: BulkRun, *, by: Actor) -> None:
    """Leave the rest as it is; what is done stays done until somebody undoes it."""
    _must_be_own(run, by)
    if run.progress in (Progress.ASKING, Progress.RUNNING):
        run.progress = Progress.CANCELLED
        run.save(update_fields=["progress"])
        record(run, events.CANCELLED, by=by)


@action("bulk_run.undo", _("Undo"), needs=permissions.WORK, icon="undo-2")
def undo(run: BulkRun, *, by: Actor) -> None:
    """Put back what was there before, wherever nobody has changed it since."""
    _must_be_own(run, by)
    if run.progress in (Progress.DONE, Progress.CANCELLED):
        run.progress = Progress.UNDOING
        run.save(update_fields=["progress"])
        record(run, events.UNDO_STARTED, by=by)
        _go(run)


def _must_be_own(run: BulkRun, by: Actor) -> None:
    if by.kind != "agent" or by.id != run.agent_id:
        raise NotAllowed(_("This belongs to somebody else."))


def _begin(run: BulkRun, by: Actor) -> None:
    record(run, events.STARTED, by=by, number=run.total)
    _go(run)


def _go(run: BulkRun) -> None:
    if run.total <= caps.BULK_AT_ONCE:
        work_off_at_once(run)
    else:
        defer(run)
