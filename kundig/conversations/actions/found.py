"""note_found, note_recording, note_file_opened: what files hold that a message should not, and who looked."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from kundig.conversations import events, permissions
from kundig.conversations.actions.row import lock_message
from kundig.conversations.models import Attachment, Conversation, FileText
from kundig.core import blobs
from kundig.core.actions import action, lock
from kundig.core.actor import Actor
from kundig.core.events import record


@action(
    "attachment.note_found",
    _("Note what a file holds"),
    needs=permissions.RECEIVE,
    icon="shield-alert",
    offered=False,
    locks=False,
)
def note_found(file: Attachment, *, by: Actor, kinds: Sequence[str]) -> None:
    """Note the kinds of sensitive data that the words of a message's file seem to hold."""
    conversation = _locked(file)
    if file.is_locked or file.holds == list(kinds):
        return
    file.holds = list(kinds)
    file.save(update_fields=["holds"])
    record(conversation, events.FILE_HOLDS, by=by, message=file.message_id, file=file.name)


@action(
    "attachment.note_recording",
    _("Note what a recording holds"),
    needs=permissions.RECEIVE,
    icon="eye-off",
    offered=False,
    locks=False,
)
def note_recording(file: Attachment, *, by: Actor, clean: bytes | None) -> None:
    """Note what people get of a file that was locked as a recording: `clean`.

    b"" says that it is none: then it is not locked any more. None says that it can't be read: then it stays so.
    """
    conversation = _locked(file)
    if not file.is_closed:
        return
    if clean:
        file.cleaned = blobs.keep(clean)
        record(
            conversation, events.RECORDING_CLEANED, by=by, message=file.message_id, file=file.name
        )
    if clean != b"":
        # Its words are of no use to the search, and would repeat what was taken out.
        FileText.objects.get_or_create(attachment=file, defaults={"text": ""})
    file.is_locked = clean != b""
    file.save(update_fields=["cleaned", "is_locked"])


@action(
    "attachment.note_opened",
    _("Open locked files"),
    needs=permissions.CONFIDENTIAL,
    icon="lock",
    offered=False,
    locks=False,
)
def note_file_opened(file: Attachment, *, by: Actor) -> None:
    """Leave a trace of who opened a locked file: in the conversation and in the audit trail."""
    assert file.message is not None
    record(file.message.conversation, events.LOCKED_FILE_OPENED, by=by, message=file.message_id)


def _locked(file: Attachment) -> Conversation:
    """Lock the file's conversation, message and itself, in this order, and return the conversation."""
    assert file.message is not None
    conversation = lock_message(file.message)
    lock(file)
    return conversation
