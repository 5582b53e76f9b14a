"""make, change, move, archive, restore statuses; give a conversation one."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kundig.conversations import permissions, status_events
from kundig.conversations.actions.work import await_customer, close, reopen, resolve
from kundig.conversations.models import Conversation, State, Status, Tone
from kundig.core import caps
from kundig.core.actions import action
from kundig.core.actor import Actor
from kundig.core.errors import Refused
from kundig.core.events import record
from kundig.core.text import one_line
from kundig.core.time import now
from kundig.staff.permissions import MANAGE_SETTINGS
from kundig.staff.rights import must_see_all

NEEDS = MANAGE_SETTINGS
# How a conversation gets into a state. Nothing is snoozed without a moment to come back.
_WAY_TO = {
    State.OPEN: reopen,
    State.WAITING: await_customer,
    State.RESOLVED: resolve,
    State.CLOSED: close,
}


@action("conversation.set_status", _("Set status"), needs=permissions.WORK, icon="circle-dot")
def set_status(conversation: Conversation, *, by: Actor, status: Status | None) -> None:
    """Give the conversation a status, and the state that it belongs to; None leaves the bare state.

    Refused for an archived one, and for one of the state "snoozed" while the conversation is not snoozed. Missing as for
    resolving.
    """
    before = conversation.status_id
    if status is None:
        if before is not None:
            _keep(conversation, None)
            record(conversation, status_events.STATUS_CLEARED, by=by, before=before)
        return
    if status.archived_at is not None:
        raise Refused(_("The status %(name)s no longer exists.") % {"name": status.name})
    if conversation.state != status.state:
        if status.state == State.SNOOZED:
            raise Refused(_("Snooze the conversation first: it needs a moment to come back."))
        _WAY_TO[State(status.state)](conversation, by=by)
        # Its new state may have brought a default status along.
        conversation.refresh_from_db(fields=["status"])
    if conversation.status_id == status.pk:
        return
    _keep(conversation, status)
    record(conversation, status_events.STATUS_SET, by=by, status=status.pk, before=before)


@action("status.make", _("Add status"), needs=NEEDS, icon="plus", offered=False)
def make_status(
    *,
    by: Actor,
    name_de: str,
    state: State,
    name_en: str = "",
    tone: Tone = Tone.PLAIN,
    is_default: bool = False,
) -> Status:
    """Add a status as the last one of its state; the default is what enters the state without another one.

    Refused where the name is taken in that state.
    """
    must_see_all(by)
    current = _locked(state)
    if len(current) >= caps.STATUSES_PER_STATE:
        raise Refused(_("More than %(most)s are too many.") % {"most": caps.STATUSES_PER_STATE})
    name = _free_name(current, name_de)
    _only_default(current, is_default)
    made = Status.objects.create(
        name_de=name,
        name_en=one_line(name_en, caps.STATUS_CHARS),
        state=state,
        tone=tone,
        is_default=is_default,
        position=len(current),
    )
    record(made, status_events.STATUS_MADE, by=by, label=made.name_de)
    return made


@action("status.change", _("Change status"), needs=NEEDS, icon="pencil", offered=False)
def change_status(
    status: Status, *, by: Actor, name_de: str, name_en: str, tone: Tone, is_default: bool
) -> None:
    """Change names, colour, and whether it is the default of its state. Refused where the name is taken."""
    must_see_all(by)
    others = [one for one in _locked(status.state) if one.pk != status.pk]
    wanted = {
        "name_de": _free_name(others, name_de),
        "name_en": one_line(name_en, caps.STATUS_CHARS),
        "tone": tone,
        "is_default": is_default,
    }
    changed = [field for field, value in wanted.items() if getattr(status, field) != value]
    if not changed:
        return
    _only_default(others, is_default)
    for field in changed:
        setattr(status, field, wanted[field])
    status.save(update_fields=changed)
    record(status, status_events.STATUS_CHANGED, by=by, label=status.name_de, fields=changed)


@action("status.move", _("Move status"), needs=NEEDS, icon="arrow-right-left", offered=False)
def move_status(status: Status, *, by: Actor, place: int) -> None:
    """Put the status to this place among those of its state (0 is the first)."""
    must_see_all(by)
    current = _locked(status.state)
    order = [one for one in current if one.pk != status.pk]
    order.insert(max(0, min(place, len(order))), status)
    if [one.pk for one in order] == [one.pk for one in current]:
        return
    for position, one in enumerate(order):
        one.position = position
    Status.objects.bulk_update(order, ["position"])
    record(status, status_events.STATUS_MOVED, by=by, label=status.name_de)


@action("status.archive", _("Archive status"), needs=NEEDS, icon="archive", offered=False)
def archive_status(status: Status, *, by: Actor) -> None:
    """Offer the status no more; its conversations keep it until they leave its state."""
    must_see_all(by)
    if status.archived_at is not None:
        return
    status.archived_at, status.is_default = now(), False
    status.save(update_fields=["archived_at", "is_default"])
    record(status, status_events.STATUS_ARCHIVED, by=by, label=status.name_de)


@action("status.restore", _("Restore status"), needs=NEEDS, icon="rotate-ccw", offered=False)
def restore_status(status: Status, *, by: Actor) -> None:
    """Offer an archived status again, as the last one of its state. Refused where its name is taken."""
    must_see_all(by)
    if status.archived_at is None:
        return
    current = _locked(status.state)
    _free_name(current, status.name_de)
    status.archived_at, status.position = None, len(current)
    status.save(update_fields=["archived_at", "position"])
    record(status, status_events.STATUS_RESTORED, by=by, label=status.name_de)


def _keep(conversation: Conversation, status: Status | None) -> None:
    conversation.status = status
    conversation.save(update_fields=["status"])


def _locked(state: str) -> list[Status]:
    """Return the current statuses of a state in their order; whoever else arranges them waits."""
    rows = Status.objects.current().filter(state=state)
    return sorted(
        rows.select_for_update(no_key=True).order_by("pk"), key=lambda one: (one.position, one.pk)
    )


def _free_name(others: list[Status], text: str) -> str:
    name = one_line(text, caps.STATUS_CHARS)
    if not name:
        raise Refused(_("The name is empty."))
    if any(one.name_de.lower() == name.lower() for one in others):
        raise Refused(_("“%(name)s” exists there already.") % {"name": name})
    return name


def _only_default(others: list[Status], is_default: bool) -> None:
    if is_default:
        Status.objects.filter(pk__in=[one.pk for one in others]).update(is_default=False)
