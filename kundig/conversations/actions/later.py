"""send_later, put_off_later, cancel_later, send_due: answers that wait for their moment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from kundig.conversations import events, permissions
from kundig.conversations.actions.envelope import Envelope
from kundig.conversations.actions.write import reply
from kundig.conversations.models import Attachment, Conversation, Direction, Draft, LaterAnswer
from kundig.conversations.news import arrivals, mark, must_have_seen
from kundig.conversations.rich_text import Written, one_after_other, understand
from kundig.core import caps
from kundig.core.actions import action, lock
from kundig.core.actor import SYSTEM, Actor
from kundig.core.errors import Refused
from kundig.core.events import record
from kundig.core.time import now


@action("conversation.send_later", _("Send later"), needs=permissions.REPLY, icon="clock")
def send_later(
    conversation: Conversation,
    *,
    by: Actor,
    at: datetime,
    text: str = "",
    html: str = "",
    to: Sequence[str] = (),
    cc: Sequence[str] = (),
    bcc: Sequence[str] = (),
    sender: str = "",
    attachments: Sequence[Attachment] = (),
    sign: bool | None = None,
    encrypt: bool | None = None,
    resolve: bool = False,
    seen: str = "",
    despite_news: bool = False,
) -> LaterAnswer:
    """Let an answer be sent at a moment, with what its author may do then.

    Where the customer writes before, it is not sent and becomes a draft again, unless `despite_news`. Refused for a
    moment in the past or too far ahead, and for what `reply` refuses at once; `seen` as there.
    """
    if by.kind != "agent" or by.id is None:
        raise Refused(_("Only people write drafts."))
    _must_fit(at)
    written = understand(text, html)
    if not written.text and not attachments:
        raise Refused(_("The message is empty."))
    if len(written.text) > caps.MESSAGE_CHARS:
        raise Refused(_("The message is too long."))
    envelope = Envelope.checked(to=to, cc=cc, bcc=bcc, sender=sender)
    if seen:
        must_have_seen(conversation, seen, by)
    if conversation.later_answers.count() >= caps.LATER_ANSWERS:
        raise Refused(_("Too many answers wait in this conversation already."))
    later = LaterAnswer.objects.create(
        conversation=conversation,
        agent_id=by.id,
        words={
            "text": written.text,
            "html": written.html,
            "to": envelope.to,
            "cc": envelope.cc,
            "bcc": envelope.bcc,
            "sender": envelope.sender,
            "sign": sign,
            "encrypt": encrypt,
            "resolve": resolve,
        },
        files=[file.pk for file in attachments],
        send_at=at,
        unless_after="" if despite_news else mark(),
    )
    Draft.objects.filter(
        conversation=conversation, agent_id=by.id, direction=Direction.OUTBOUND
    ).delete()
    record(conversation, events.LATER_PLANNED, by=by, at=at.isoformat())
    return later


@action(
    "lateranswer.put_off",
    _("Send at another time"),
    needs=permissions.REPLY,
    icon="clock",
    locks=False,
)
def put_off_later(later: LaterAnswer, *, by: Actor, at: datetime) -> None:
    """Let an answer be sent at another moment."""
    conversation = _lock(later)
    _must_fit(at)
    if at == later.send_at:
        return
    later.send_at = at
    later.save(update_fields=["send_at"])
    record(conversation, events.LATER_PLANNED, by=by, at=at.isoformat())


@action(
    "lateranswer.cancel", _("Don’t send it"), needs=permissions.REPLY, icon="undo-2", locks=False
)
def cancel_later(later: LaterAnswer, *, by: Actor) -> None:
    """Don't send an answer after all; its text becomes its author's draft again."""
    conversation = _lock(later)
    _back_to_draft(later)
    record(conversation, events.LATER_CANCELLED, by=by)


@action(
    "lateranswer.send",
    _("Send what is due"),
    needs=permissions.DELIVER,
    icon="send",
    offered=False,
    locks=False,
)
def send_due(later: LaterAnswer, *, by: Actor) -> None:
    """Send an answer whose moment has come, or say why not; nothing where it was put off meanwhile."""
    conversation = _lock(later)
    if later.send_at > now():
        return
    author = later.agent.actor
    if later.unless_after and _has_written(conversation, later.unless_after):
        _stop(later, conversation, by, "news")
        return
    files = Attachment.objects.filter(message=None, uploaded_by=later.agent).in_bulk(later.files)
    try:
        attachments = [files[id] for id in later.files if id in files]
        reply(conversation, by=author, attachments=attachments, **later.words)
    except Refused:
        _stop(later, conversation, by, "refused")
    else:
        later.delete()


def _has_written(conversation: Conversation, seen: str) -> bool:
    return any(one.message.is_inbound for one in arrivals(conversation, seen, SYSTEM))


def _stop(later: LaterAnswer, conversation: Conversation, by: Actor, why: str) -> None:
    _back_to_draft(later)
    record(conversation, events.LATER_STOPPED, by=by, agent=later.agent_id, why=why)


def _back_to_draft(later: LaterAnswer) -> None:
    """Give its author the text back, above what they have begun meanwhile."""
    draft, _made = Draft.objects.get_or_create(
        conversation=later.conversation, agent=later.agent, direction=Direction.OUTBOUND
    )
    waiting = Written(later.text, str(later.words.get("html", "")))
    written = one_after_other(waiting, Written(draft.text, draft.html))
    draft.text, draft.html = written.text[: caps.MESSAGE_CHARS], written.html
    for name in ("to", "cc", "bcc"):
        typed = ", ".join(later.words.get(name) or ())
        setattr(draft, name, getattr(draft, name) or typed[:2000])
    draft.files = [*later.files, *draft.files][: caps.UPLOADS_PER_MESSAGE]
    draft.changed_at = now()
    draft.save()
    later.delete()


def _must_fit(at: datetime) -> None:
    if at <= now():
        raise Refused(_("The time to send it lies in the past."))
    if at > now() + timedelta(days=caps.SEND_LATER_DAYS):
        raise Refused(_("The time to send it lies too far ahead."))


def _lock(later: LaterAnswer) -> Conversation:
    """Lock the conversation, then the answer; Refused where it was sent or cancelled meanwhile."""
    conversation = later.conversation
    lock(conversation)
    try:
        lock(later)
    except LaterAnswer.DoesNotExist:
        raise Refused(_("This answer no longer waits.")) from None
    later.conversation = conversation
    return conversation
