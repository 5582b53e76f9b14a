"""purge: what was masked is deleted for good, not only locked."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from kundig.conversations import events, permissions
from kundig.conversations.actions.mask import mask_drafts
from kundig.conversations.actions.row import lock_message
from kundig.conversations.confidential import is_kept_apart
from kundig.conversations.models import Attachment, Draft, Message
from kundig.conversations.originals import kept_elsewhere
from kundig.conversations.sought import sought
from kundig.core import blobs
from kundig.core.actions import action
from kundig.core.actor import Actor
from kundig.core.errors import Refused
from kundig.core.events import record
from kundig.core.models import Blob, Drawing
from kundig.core.time import now


@action(
    "message.purge",
    _("Delete original for good"),
    needs=permissions.CONFIDENTIAL,
    icon="trash-2",
    locks=False,
)
def purge(message: Message, *, by: Actor) -> None:
    """Replace the raw mail and its locked files by a note that says when, and their SHA-256. Nothing brings them back.

    With them go what a mail service posted, pictures drawn of them, and the same files elsewhere in the conversation;
    what drafts repeat is masked.

    Refused where the message is not masked, confidential or with locked files: then everybody may see its original.
    """
    conversation = lock_message(message)
    if message.purged_at is not None:
        return
    if message.raw_id is None or not is_kept_apart(message):
        raise Refused(_("Only what is masked or locked can be deleted for good."))
    if any(name.startswith("holds_") for name in message.warnings):
        raise Refused(_("Please mask the message first."))
    message.purged_at = now()
    message.save(update_fields=["purged_at"])
    for blob in {message.raw_id, *_files(message), *kept_elsewhere(message)}:
        _replace(blob, message.purged_at.isoformat(timespec="seconds"))
    mask_drafts(conversation, sought())
    record(conversation, events.ORIGINAL_PURGED, by=by, message=message.pk)


def _files(message: Message) -> set[UUID]:
    """The blobs of the locked files, and of their copies in answers and drafts of the same conversation."""
    locked = message.attachments.filter(is_locked=True)
    drafts = Draft.objects.filter(conversation=message.conversation_id)
    drafted = [file for files in drafts.values_list("files", flat=True) for file in files]
    within = Q(message__conversation=message.conversation_id) | Q(pk__in=drafted)
    copies = Attachment.objects.filter(within, blob__sha256__in=locked.values("blob__sha256"))
    return {*locked.values_list("blob", flat=True), *copies.values_list("blob", flat=True)}


def _replace(blob: UUID, at: str) -> None:
    was = Blob.objects.defer("content").get(pk=blob)
    words = _now("Deleted for good on {at}. It had {size} bytes; their SHA-256: {sha256}")
    left = words.format(at=at, size=was.size, sha256=was.sha256) + "\n"
    blobs.replace(blob, left.encode())
    Drawing.objects.filter(blob=blob).delete()
