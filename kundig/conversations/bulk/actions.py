"""start, cancel, undo: a verb for many conversations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from kundig.conversations import permissions
from kundig.conversations.bulk.models import BulkItem, BulkRun, Progress
from kundig.conversations.bulk.steps import must_fit
from kundig.conversations.models import Conversation
from kundig.core import caps
from kundig.core.actions import action
from kundig.core.actor import Actor
from kundig.core.errors import NotAllowed, Refused

WORK_OFF = "bulk.work_off"


@action("bulk_run.start", _("Change many conversations"), needs=permissions.WORK, offered=False)
def start(
    *, by: Actor, verb: str, arguments: dict[str, Any], conversations: Sequence[int]
) -> BulkRun:
    """Begin to do a verb to all of these, which must lie within reach of `by`: a job goes through them.

    Each is a transaction of its own, and the rights of `by` are asked each time. Refused for a verb that is not
    for many, for none and for too many.
    """
    if by.kind != "agent" or by.id is None:
        raise Refused(_("Only people change many conversations at once."))
    must_fit(verb, arguments)
    ids = sorted(set(conversations))
    if not 0 < len(ids) <= caps.BULK_CONVERSATIONS:
        raise Refused(
            _("At most %(number)s conversations at once.") % {"number": caps.BULK_CONVERSATIONS}
        )
    if Conversation.objects.visible_to(by).filter(pk__in=ids).count() != len(ids):
        raise NotAllowed(_("You don’t have the right to do this."))
    run = BulkRun.objects.create(agent_id=by.id, verb=verb, arguments=arguments, total=len(ids))
    BulkItem.objects.bulk_create(
        [BulkItem(run=run, conversation_id=pk) for pk in ids], batch_size=1_000
    )
    _defer(run)
    return run


@action("bulk_run.cancel", _("Cancel"), needs=permissions.WORK, offered=False)
def cancel(run: BulkRun, *, by: Actor) -> None:
    """Leave the rest as it is; what is done stays done until somebody undoes it."""
    _must_be_own(run, by)
    if run.progress == Progress.RUNNING:
        run.progress = Progress.CANCELLED
        run.save(update_fields=["progress"])


@action("bulk_run.undo", _("Undo"), needs=permissions.WORK, offered=False)
def undo(run: BulkRun, *, by: Actor) -> None:
    """Put back what was there before, wherever nobody has changed it since."""
    _must_be_own(run, by)
    if run.progress in (Progress.DONE, Progress.CANCELLED):
        run.progress = Progress.UNDOING
        run.save(update_fields=["progress"])
        _defer(run)


def _must_be_own(run: BulkRun, by: Actor) -> None:
    if by.kind != "agent" or by.id != run.agent_id:
        raise NotAllowed(_("This belongs to somebody else."))


def _defer(run: BulkRun) -> None:
    app.configure_task(WORK_OFF, lock=f"bulk:{run.pk}").defer(run_id=run.pk)
