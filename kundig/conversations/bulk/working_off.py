"""Going through a run, conversation by conversation: may be killed at any step, and goes on where it was."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from kundig.conversations import permissions
from kundig.conversations.bulk.looks import changes_between, look_of, put_back, still_stand
from kundig.conversations.bulk.models import BulkItem, BulkRun, Fate, Progress
from kundig.conversations.bulk.verbs import VERBS, writes
from kundig.conversations.models import Conversation
from kundig.conversations.news import must_have_seen
from kundig.conversations.steps import must_fit
from kundig.core.actions import lock
from kundig.core.actor import Actor
from kundig.core.errors import Refused
from kundig.staff.models import Agent
from kundig.staff.reading import as_read_by

WORK_OFF = "bulk.work_off"
# Between two portions a run looks whether it was cancelled, and whose rights have changed.
PORTION = 50
# After so many it lets other jobs go first.
TURN = 10 * PORTION
_ENDS = {Progress.RUNNING: Progress.DONE, Progress.UNDOING: Progress.UNDONE}
_FROM = {Progress.RUNNING: Fate.WAITING, Progress.UNDOING: Fate.DONE}


def defer(run: BulkRun) -> None:
    """Let a job go through the run; by name: the job knows this, not the other way round."""
    app.configure_task(WORK_OFF, lock=f"bulk:{run.pk}").defer(run_id=run.pk)


def work_off_at_once(run: BulkRun) -> None:
    """Go through a short run to its end, within the transaction of whoever calls."""
    _go_on(run, run.total)
    run.progress = _ENDS[Progress(run.progress)]
    run.save(update_fields=["progress"])


def work_off(run_id: int) -> None:
    """Go through what is left of a run until it ends, somebody cancels it, or its turn is over."""
    for _portion in range(TURN // PORTION):
        run = BulkRun.objects.get(pk=run_id)
        if not run.is_under_way:
            return
        if not _go_on(run, PORTION):
            ending = BulkRun.objects.filter(pk=run_id, progress=run.progress)
            ending.update(progress=_ENDS[Progress(run.progress)])
            return
    defer(run)


def _go_on(run: BulkRun, number: int) -> bool:
    """Do the next ones; False where there were none."""
    waiting = run.items.filter(fate=_FROM[Progress(run.progress)]).order_by("pk")
    portion = list(waiting.values_list("pk", flat=True)[:number])
    by = Agent.objects.select_related("role").get(pk=run.agent_id)
    with as_read_by(by):
        for pk in portion:
            _one(run, pk, by)
    return bool(portion)


def _one(run: BulkRun, pk: int, agent: Agent) -> None:
    with transaction.atomic():
        item = BulkItem.objects.select_for_update().get(pk=pk)
        if item.fate != _FROM[Progress(run.progress)]:
            return
        try:
            with transaction.atomic():
                conversation = _within_reach(item, agent)
                if run.progress == Progress.RUNNING:
                    _do(run, item, conversation, agent.actor)
                else:
                    _undo(item, conversation, agent.actor)
        except Refused as refusal:
            item.fate, item.reason = Fate.REFUSED, refusal.sentence[:200]
        item.save(update_fields=["fate", "changes", "reason"])


def _within_reach(item: BulkItem, agent: Agent) -> Conversation:
    """Return the conversation, locked; refused here already where rights ended, lest the audit trail fills with it."""
    conversation = Conversation.objects.get(pk=item.conversation_id)
    lock(conversation)
    if not agent.is_active or not agent.may(permissions.WORK, conversation):
        raise Refused(_("It is out of your reach by now."))
    return conversation


def _do(run: BulkRun, item: BulkItem, conversation: Conversation, by: Actor) -> None:
    step = must_fit(VERBS.get(run.verb), run.value)
    if run.mark:
        must_have_seen(conversation, run.mark, by)
    before = look_of(conversation)
    step.do(conversation, by, run.value)
    item.changes = changes_between(before, look_of(conversation))
    if item.changes:
        item.fate = Fate.DONE
    else:
        item.fate = Fate.WRITTEN if writes(run.verb, run.value) else Fate.SAME


def _undo(item: BulkItem, conversation: Conversation, by: Actor) -> None:
    if not still_stand(item.changes, look_of(conversation)):
        item.fate = Fate.CHANGED
        return
    put_back(conversation, item.changes, by=by)
    item.fate = Fate.UNDONE
