"""Going through a run, conversation by conversation: may be killed at any step, and goes on where it was."""

from __future__ import annotations

from django.db import transaction

from kundig.conversations.bulk.models import BulkItem, BulkRun, Fate, Progress
from kundig.conversations.bulk.steps import STEPS
from kundig.conversations.models import Conversation
from kundig.core.actions import lock
from kundig.core.actor import Actor
from kundig.core.errors import Refused
from kundig.staff.models import Agent

PORTION = 50
_ENDS = {Progress.RUNNING: Progress.DONE, Progress.UNDOING: Progress.UNDONE}
_FROM = {Progress.RUNNING: Fate.WAITING, Progress.UNDOING: Fate.DONE}


def work_off(run_id: int) -> None:
    """Go through what is left of a run until it ends or somebody cancels it."""
    while (run := BulkRun.objects.get(pk=run_id)).progress in _ENDS:
        progress = Progress(run.progress)
        ids = run.items.filter(fate=_FROM[progress]).order_by("pk").values_list("pk", flat=True)
        portion = list(ids[:PORTION])
        if not portion:
            BulkRun.objects.filter(pk=run_id, progress=progress).update(progress=_ENDS[progress])
            return
        # Rights may end while a run goes on: they are fetched anew for each portion.
        by = Agent.objects.select_related("role").get(pk=run.agent_id)
        for pk in portion:
            _one(run, pk, by)


def _one(run: BulkRun, pk: int, agent: Agent) -> None:
    with transaction.atomic():
        item = BulkItem.objects.select_for_update().get(pk=pk)
        if item.fate != _FROM[Progress(run.progress)]:
            return
        act = _do if run.progress == Progress.RUNNING else _undo
        try:
            with transaction.atomic():
                conversation = Conversation.objects.get(pk=item.conversation_id)
                lock(conversation)
                act(run, item, conversation, agent.actor)
        except Refused as refusal:
            item.fate, item.reason = Fate.REFUSED, refusal.sentence[:200]
        item.save(update_fields=["fate", "before", "after", "reason"])


def _do(run: BulkRun, item: BulkItem, conversation: Conversation, by: Actor) -> None:
    step = STEPS[run.verb]
    before = step.look(conversation, run.arguments)
    step.do(conversation, by, run.arguments)
    after = step.look(conversation, run.arguments)
    item.before, item.after = before, after
    item.fate = Fate.SAME if after == before else Fate.DONE


def _undo(run: BulkRun, item: BulkItem, conversation: Conversation, by: Actor) -> None:
    step = STEPS[run.verb]
    if step.look(conversation, run.arguments) != item.after:
        item.fate = Fate.CHANGED
        return
    step.undo(conversation, by, item.before, run.arguments)
    item.fate = Fate.UNDONE
