"""make, change, join, leave, answer_all, cancel: what is done about a cause of many conversations."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kundig.conversations import permissions as heart
from kundig.conversations import placeholders
from kundig.conversations.incidents import events
from kundig.conversations.incidents.answering import defer
from kundig.conversations.incidents.models import Concerned, Incident, Round, RoundAnswer, Stage
from kundig.conversations.incidents.permissions import MANAGE
from kundig.conversations.models import Conversation, Move
from kundig.conversations.news import mark, must_be_mark
from kundig.core import caps
from kundig.core.actions import action, lock
from kundig.core.actor import Actor
from kundig.core.errors import NotAllowed, Refused
from kundig.core.events import record
from kundig.core.languages import LANGUAGES
from kundig.core.placeholders import unknown
from kundig.core.text import one_line, storable
from kundig.core.time import now


@action("incident.make", _("New incident"), needs=MANAGE, icon="siren")
def make(*, by: Actor, title: str, description: str = "", workaround: str = "") -> Incident:
    """Begin an incident; refused without a title."""
    incident = Incident(**_written(title, description, workaround))
    incident.made_by_id = by.id if by.kind == "agent" else None
    incident.save(force_insert=True)
    record(incident, events.MADE, by=by)
    return incident


@action("incident.change", _("Change the incident"), needs=MANAGE, icon="pencil")
def change(
    incident: Incident,
    *,
    by: Actor,
    title: str,
    stage: Stage,
    description: str = "",
    workaround: str = "",
) -> None:
    """Say what is known by now and how far it is; NotAllowed for who is limited to teams and did not begin it."""
    _must_lead(incident, by)
    written = _written(title, description, workaround)
    changed = [name for name, value in written.items() if getattr(incident, name) != value]
    for name in changed:
        setattr(incident, name, written[name])
    if changed:
        incident.save(update_fields=changed)
        record(incident, events.CHANGED, by=by, fields=changed)
    _set_stage(incident, stage, by)


@action("incident.join", _("Put to an incident"), needs=heart.WORK, icon="siren", locks=False)
def join(incident: Incident, *, by: Actor, conversation: Conversation) -> None:
    """Say that a conversation is about this cause; twice changes nothing."""
    _lock_both(incident, conversation, by)
    if conversation.merged_into_id or conversation.beside_id:
        raise Refused(_("Only a customer’s own conversation can belong to an incident."))
    if incident.concerned.filter(conversation=conversation).exists():
        return
    if incident.concerned.count() >= caps.INCIDENT_CONVERSATIONS:
        raise Refused(_("Too many conversations belong to this incident already."))
    Concerned.objects.create(incident=incident, conversation=conversation)
    record(conversation, events.JOINED, by=by, incident=incident.pk)


@action("incident.leave", _("Take away from an incident"), needs=heart.WORK, icon="x", locks=False)
def leave(incident: Incident, *, by: Actor, conversation: Conversation) -> None:
    """Say that a conversation is not about this cause after all."""
    _lock_both(incident, conversation, by)
    if incident.concerned.filter(conversation=conversation).delete()[0]:
        record(conversation, events.LEFT, by=by, incident=incident.pk)


@action("incident.answer_all", _("Answer everybody"), needs=MANAGE, icon="reply-all")
def answer_all(
    incident: Incident,
    *,
    by: Actor,
    texts: dict[str, str],
    resolves: bool = False,
    seen: str = "",
) -> Round:
    """Answer all conversations of an incident that `by` may answer, each once, by a job that can be cancelled.

    `texts` are by language; each conversation gets its own, with its placeholders filled in. Where something has arrived
    since `seen`, a page's mark (empty: since now), no answer is sent. With `resolves` the conversations and the incident
    are resolved, which asks for the right to change it. Refused while another answer is under way, where nobody would
    get one, for unknown placeholders, and for a mark that is none.
    """
    if by.kind != "agent" or by.id is None:
        raise Refused(_("Only people answer everybody."))
    kept = _texts(texts)
    if resolves:
        _must_lead(incident, by)
    if seen:
        must_be_mark(seen)
    if incident.rounds.filter(ended_at=None, cancelled_at=None).exists():
        raise Refused(_("An answer to everybody is under way already."))
    ids = list(incident.answerable_by(by).order_by("pk").values_list("pk", flat=True))
    if not ids:
        raise Refused(_("There is nobody to answer."))
    begun = Round.objects.create(
        incident=incident, agent_id=by.id, texts=kept, resolves=resolves, mark=seen or mark()
    )
    RoundAnswer.objects.bulk_create(
        [RoundAnswer(round=begun, conversation_id=pk) for pk in ids], batch_size=1_000
    )
    # Not to how many: whoever reads this may see fewer.
    record(incident, events.ANSWERED, by=by)
    if resolves:
        _set_stage(incident, Stage.RESOLVED, by)
    defer(begun)
    return begun


@action("incident.cancel", _("Stop answering everybody"), needs=MANAGE, icon="x")
def cancel(incident: Incident, *, by: Actor) -> None:
    """Send no more of the answers that are under way; what was sent stays sent.

    NotAllowed for who is limited to teams where somebody else began them.
    """
    under_way = incident.rounds.filter(ended_at=None, cancelled_at=None).first()
    if under_way is None:
        return
    if not under_way.may_be_stopped_by(by):
        raise NotAllowed(_("You don’t have the right to do this."))
    under_way.cancelled_at = now()
    under_way.save(update_fields=["cancelled_at"])
    record(incident, events.CANCELLED, by=by)


@action(
    "incident.go_along",
    _("Go along with a merged conversation"),
    needs=heart.RECEIVE,
    icon="siren",
    offered=False,
)
def go_along(incident: Incident, *, by: Actor, move: Move) -> None:
    """Let the conversation into which one of an incident was merged belong to it, until the merge is undone."""
    if move.undone_at is not None:
        gone, _kinds = incident.concerned.filter(merge=move).delete()
        if gone:
            record(move.target, events.LEFT, by=by, incident=incident.pk)
        return
    _entry, is_new = incident.concerned.get_or_create(
        conversation=move.target, defaults={"merge": move}
    )
    if is_new:
        record(move.target, events.JOINED, by=by, incident=incident.pk)


def _set_stage(incident: Incident, stage: Stage, by: Actor) -> None:
    if stage == incident.stage:
        return
    incident.stage = stage
    incident.resolved_at = now() if stage == Stage.RESOLVED else None
    incident.save(update_fields=["stage", "resolved_at"])
    record(incident, events.STAGE_SET, by=by, stage=Stage(stage).value)


def _must_lead(incident: Incident, by: Actor) -> None:
    if not incident.is_led_by(by):
        raise NotAllowed(_("You don’t have the right to do this."))


def _lock_both(incident: Incident, conversation: Conversation, by: Actor) -> None:
    """Lock the incident, then the conversation; NotAllowed where it is out of reach."""
    lock(incident)
    lock(conversation)
    if not by.may(heart.WORK, conversation):
        raise NotAllowed(_("You don’t have the right to do this."))


def _written(title: str, description: str, workaround: str) -> dict[str, str]:
    title = one_line(title, 120)
    if not title:
        raise Refused(_("An incident needs a title."))
    texts = {"description": description, "workaround": workaround}
    clean = {name: storable(text).replace("\r\n", "\n").strip() for name, text in texts.items()}
    if any(len(text) > caps.INCIDENT_CHARS for text in clean.values()):
        raise Refused(_("The text is too long."))
    return {"title": title, **clean}


def _texts(texts: dict[str, str]) -> dict[str, str]:
    kept = {}
    for language, text in texts.items():
        clean = storable(text).replace("\r\n", "\n").strip()
        if language not in LANGUAGES:
            raise Refused(_("Kundig does not know this language."))
        if len(clean) > caps.INCIDENT_CHARS:
            raise Refused(_("The text is too long."))
        if strange := unknown(clean, placeholders.known()):
            raise Refused(_("There is no placeholder {{%(name)s}}.") % {"name": strange[0]})
        if clean:
            kept[language] = clean
    if not kept:
        raise Refused(_("The message is empty."))
    return kept
