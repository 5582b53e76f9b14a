"""start_side, tell_of_side_answer: side conversations with somebody else about a matter."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from kundig.conversations import events, permissions
from kundig.conversations.actions.again import copy_file
from kundig.conversations.actions.envelope import Envelope
from kundig.conversations.actions.pass_on import files_of, passed_on, repeated
from kundig.conversations.actions.row import add_words
from kundig.conversations.actions.work import come_back
from kundig.conversations.actions.write import reply
from kundig.conversations.models import Attachment, Back, Conversation, Message, State
from kundig.conversations.protection import is_secret
from kundig.core import caps
from kundig.core.actions import action
from kundig.core.actor import Actor
from kundig.core.errors import Refused
from kundig.core.events import record, subject_kind
from kundig.core.languages import language_of
from kundig.core.models import Event
from kundig.core.text import one_line
from kundig.customers.actions import find_or_make
from kundig.customers.models import AddressKind


@action(
    "conversation.start_side",
    _("Begin a side conversation"),
    needs=permissions.REPLY,
    icon="messages-square",
)
def start_side(
    conversation: Conversation,
    *,
    by: Actor,
    to: Sequence[str],
    subject: str,
    text: str = "",
    cc: Sequence[str] = (),
    messages: Sequence[Message] = (),
    attachments: Sequence[Attachment] = (),
    wakes: bool = True,
) -> Conversation:
    """Write to somebody else about a conversation, and return the side conversation that this begins.

    It is a conversation of its own with whoever stands first in `to`: what is said there never reaches the customer.
    `messages` of the conversation are repeated below the text, with their files; nothing else of it is passed on.
    With `wakes` an answer brings the conversation back from snoozing. Refused for addresses of the
    customer, beside a side conversation, and where there are too many.
    """
    envelope = Envelope.checked(to=to, cc=cc)
    subject = one_line(subject, caps.SUBJECT_CHARS)
    if not envelope.to:
        raise Refused(_("Please say to whom it should go."))
    if not subject:
        raise Refused(_("A side conversation needs a subject."))
    if conversation.beside_id or conversation.merged_into_id:
        raise Refused(_("Side conversations begin in the conversation that they are about."))
    if conversation.sides.count() >= caps.SIDE_CONVERSATIONS:
        raise Refused(_("There are too many side conversations here already."))
    passed = passed_on(conversation, messages) if messages else []
    if any(is_secret(one.protection) for one in passed):
        raise Refused(_("This came encrypted. It can be forwarded, but not be repeated here."))
    files = files_of(passed)
    side = Conversation.objects.create(
        customer=find_or_make(by=by, kind=AddressKind.MAIL, value=envelope.to[0]),
        channel=conversation.channel,
        team=conversation.team,
        assignee=conversation.assignee,
        subject=subject,
        language=language_of(text) or conversation.language,
        state=State.WAITING,
        beside=conversation,
        wakes_other=wakes,
    )
    add_words(side, subject, *envelope.to)
    # What is passed on says something, too.
    message = reply(
        side,
        by=by,
        text=_with_repeated(text, passed),
        to=envelope.to,
        cc=envelope.cc,
        attachments=attachments,
    )
    if passed:
        message.visible_text = text.strip()
        message.save(update_fields=["visible_text"])
    for file in files:
        copy_file(file, by.id if by.kind == "agent" else None, message)
    told = ", ".join(envelope.to)[:500]
    record(conversation, events.SIDE_STARTED, by=by, side=side.pk, to=told)
    return side


@action(
    "conversation.tell_of_side_answer",
    _("Tell of an answer in a side conversation"),
    needs=permissions.DELIVER,
    icon="messages-square",
    offered=False,
)
def tell_of_side_answer(conversation: Conversation, *, by: Actor, message: Message) -> None:
    """Note in a conversation that somebody answered beside it, and bring it back from snoozing if that is wished."""
    side = message.conversation
    told = Event.objects.filter(
        subject_kind=subject_kind(Conversation),
        subject_id=conversation.pk,
        kind=events.SIDE_ANSWERED,
    )
    if told.filter(data__message=message.pk).exists():
        return
    author = Actor("customer", message.customer_id)
    record(conversation, events.SIDE_ANSWERED, by=author, side=side.pk, message=message.pk)
    if side.wakes_other and conversation.state == State.SNOOZED:
        come_back(conversation, Back.SIDE, by=by, since=message.created_at)


def _with_repeated(text: str, passed: Sequence[Message]) -> str:
    own = text.strip()
    whole = "\n\n".join([*([own] if own else []), *map(repeated, passed)])
    return whole[: caps.MESSAGE_CHARS]
