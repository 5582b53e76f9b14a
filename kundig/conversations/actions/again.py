"""withdraw, retry, revise: an answer once more, before it has gone out or after it has failed."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kundig.conversations import events, permissions
from kundig.conversations.actions.row import (
    lock_message,
    rebuild_words,
    recount,
    settle_waiting,
)
from kundig.conversations.invitations import can_be_revised
from kundig.conversations.models import (
    Attachment,
    Conversation,
    Delivery,
    DeliveryState,
    Direction,
    Draft,
    FileLink,
    Message,
    State,
)
from kundig.conversations.recipients import HAVE_IT, Fate, addresses
from kundig.conversations.rich_text import Written, one_after_other
from kundig.core import blobs, caps
from kundig.core.actions import action
from kundig.core.actor import Actor
from kundig.core.errors import Refused
from kundig.core.events import record
from kundig.core.time import now


@action("message.withdraw", _("Take back"), needs=permissions.REPLY, icon="undo-2", locks=False)
def withdraw(message: Message, *, by: Actor) -> None:
    """Take an answer back while it still waits; its text becomes the agent's draft again."""
    conversation = lock_message(message)
    if message.withdrawn_at is not None:
        return
    delivery = _locked_delivery(message)
    if delivery.state != DeliveryState.QUEUED or delivery.attempts:
        raise Refused(_("The answer is already on its way and can’t be taken back."))
    _take_away(conversation, message, delivery, by)
    record(conversation, events.WITHDRAWN, by=by, message=message.pk)


@action("message.retry", _("Try again"), needs=permissions.REPLY, icon="refresh-cw", locks=False)
def retry(message: Message, *, by: Actor) -> None:
    """Send an answer again whose delivery has failed, to those who do not have it.

    Refused where every recipient's server has taken it: then nobody knows for whom it failed.
    """
    conversation = lock_message(message)
    delivery = _locked_delivery(message)
    if delivery.state != DeliveryState.FAILED:
        return
    if delivery.recipients and not _without_it(delivery):
        raise Refused(
            _("It is not known who did not get this message. Please write to whom it should go.")
        )
    delivery.state = DeliveryState.QUEUED
    delivery.attempts = 0
    delivery.error = ""
    delivery.due_at = now()
    delivery.recipients = [entry for entry in delivery.recipients if entry["fate"] in HAVE_IT]
    delivery.save()
    recount(conversation)
    record(conversation, events.RETRIED, by=by, message=message.pk)


@action(
    "message.revise",
    _("Edit and send again"),
    needs=permissions.REPLY,
    icon="pencil",
    locks=False,
)
def revise(message: Message, *, by: Actor) -> None:
    """Make an answer that failed the agent's draft again, to be corrected and sent anew.

    Where some recipients have it, it stays as sent to them, and the draft is for the others.
    """
    conversation = lock_message(message)
    if message.withdrawn_at is not None:
        return
    delivery = _locked_delivery(message)
    if delivery.state != DeliveryState.FAILED or not can_be_revised(message):
        raise Refused(_("Only an answer that could not be delivered can be written anew."))
    if addresses(delivery.recipients, HAVE_IT):
        _back_to_draft(conversation, message, by, to=_without_it(delivery))
        delivery.state = DeliveryState.SENT
        delivery.error = ""
        delivery.save(update_fields=["state", "error"])
        recount(conversation)
    else:
        _take_away(conversation, message, delivery, by)
    record(conversation, events.REVISED, by=by, message=message.pk)


def _take_away(conversation: Conversation, message: Message, delivery: Delivery, by: Actor) -> None:
    """Let an answer that nobody has got be as if it had not been written."""
    message.withdrawn_at = now()
    message.save(update_fields=["withdrawn_at"])
    delivery.delete()
    if can_be_revised(message):
        _back_to_draft(conversation, message, by)
    recount(conversation)
    if not message.forwards:
        # Passing on to somebody else had not changed whose turn it is.
        conversation.state = State.OPEN
        conversation.resolved_at = None
        conversation.save(update_fields=["state", "resolved_at"])
    settle_waiting(conversation)
    rebuild_words(conversation)


def _back_to_draft(
    conversation: Conversation, message: Message, by: Actor, *, to: list[str] | None = None
) -> None:
    """Make what was sent the agent's draft again; something newer that they began stays behind it.

    With `to` the message itself stays as it is, and the draft is for these alone.
    """
    if by.kind != "agent" or by.id is None:
        return
    files = _files_for_draft(message, by.id, copied=to is not None)
    draft, _made = Draft.objects.get_or_create(
        conversation=conversation, agent_id=by.id, direction=Direction.OUTBOUND
    )
    sent = Written(message.text, _renamed_pictures(message, files))
    written = one_after_other(sent, Written(draft.text, draft.html))
    draft.text, draft.html = written.text[: caps.MESSAGE_CHARS], written.html
    draft.to = ", ".join(to or []) or draft.to or _listed(message.to)
    if to is None:
        draft.cc = draft.cc or _listed(message.cc)
        draft.bcc = draft.bcc or _listed(message.bcc)
    draft.sender = draft.sender or message.sender.get("address", "")
    # What was to be encrypted must not go out in clear the second time.
    draft.protection = draft.protection or message.protection.get("wanted", {})
    draft.files = [*(file.pk for file in files), *draft.files][: caps.UPLOADS_PER_MESSAGE]
    draft.changed_at = now()
    draft.save()


def _renamed_pictures(message: Message, files: list[Attachment]) -> str:
    """Return the message's formatted text, in which the files of the draft stand for those of the message."""
    html = message.formatted
    for file in files:
        html = html.replace(f"cid:{file.content_id}", f"cid:{file.pk}") if file.content_id else html
    return html


def _without_it(delivery: Delivery) -> list[str]:
    """The recipients who do not have it, whether for good or not yet."""
    return addresses(delivery.recipients, frozenset(Fate) - HAVE_IT)


def _listed(people: list[dict[str, str]]) -> str:
    return ", ".join(person["address"] for person in people)


def _files_for_draft(message: Message, agent_id: int, *, copied: bool) -> list[Attachment]:
    """Return the message's files as the agent's own uploads: the same ones, or copies where it keeps them."""
    kept = list(message.attachments.all())
    own = [] if copied else [file for file in kept if file.uploaded_by_id == agent_id]
    # Nobody has got their links, and an upload that is given up could not go while one leads to it.
    FileLink.objects.filter(attachment__in=own).delete()
    message.attachments.filter(pk__in=[file.pk for file in own]).update(message=None)
    return [file if file in own else copy_file(file, agent_id) for file in kept]


def copy_file(file: Attachment, agent_id: int | None, message: Message | None = None) -> Attachment:
    """Return a file of its own, for `message` or waiting to be attached: with what people get of the first one."""
    blob = blobs.copy(file.cleaned_id or file.blob_id)
    return Attachment.objects.create(
        message=message,
        blob=blob,
        name=file.name,
        content_type=file.content_type,
        size=blob.size,
        uploaded_by_id=agent_id,
        content_id=file.content_id,
    )


def _locked_delivery(message: Message) -> Delivery:
    delivery = Delivery.objects.select_for_update().filter(message=message).first()
    if delivery is None:
        raise Refused(_("This message is not sent by Kundig."))
    return delivery
