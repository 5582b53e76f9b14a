"""change_answer_checks, change_own_answer_checks: which checks of answers speak up."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from kundig.conversations import events, permissions
from kundig.conversations.answer_check import CHECKS
from kundig.conversations.models import AnswerChecks
from kundig.core.actions import action
from kundig.core.actor import Actor
from kundig.core.errors import Refused
from kundig.core.events import record
from kundig.staff.models import Agent
from kundig.staff.permissions import MANAGE_SETTINGS


@action(
    "answerchecks.change",
    _("Choose which checks of answers there are"),
    needs=MANAGE_SETTINGS,
    icon="list-checks",
    offered=False,
)
def change_answer_checks(*, by: Actor, off: Collection[str]) -> None:
    """Switch these checks (`answer_check.CHECKS`) off for everybody, and the others on; refused for unknown ones."""
    row, changed = _switch(None, off)
    if changed:
        record(row, events.ANSWER_CHECKS_CHANGED, by=by, fields=changed)


@action(
    "answerchecks.change_own",
    _("Choose which checks of answers to see"),
    needs=permissions.SEE,
    icon="list-checks",
    offered=False,
)
def change_own_answer_checks(*, by: Actor, off: Collection[str]) -> None:
    """Switch these checks off for oneself, and the others on; refused for unknown ones."""
    if by.kind != "agent" or by.id is None:
        raise Refused(_("Only people are told of checks."))
    _switch(Agent.objects.get(pk=by.id), off)


def _switch(agent: Agent | None, off: Collection[str]) -> tuple[AnswerChecks, list[str]]:
    """Keep the choice; return its row and the names that changed."""
    unknown = set(off) - {check.name for check in CHECKS}
    if unknown:
        raise Refused(_("“%(value)s” can’t be chosen here.") % {"value": sorted(unknown)[0]})
    row, _made = AnswerChecks.objects.select_for_update().get_or_create(agent=agent)
    changed = sorted(set(row.off) ^ set(off))
    if changed:
        row.off = sorted(off)
        row.save(update_fields=["off"])
    return row, changed
