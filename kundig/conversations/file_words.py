"""The words in attached files: looked for in a job of their own, kept for the passages, added to the search."""

from __future__ import annotations

from django.db import transaction

from kundig.conversations import actions
from kundig.conversations.actions.row import add_words
from kundig.conversations.files_later import is_readable
from kundig.conversations.models import Attachment, FileText, Message
from kundig.conversations.sensitive import kinds_in
from kundig.conversations.sought import sought
from kundig.core import blobs, file_words
from kundig.core.actor import SYSTEM


def read_files(message: Message) -> None:
    """Make the words of a message's files findable. A file is read once, whatever message it came with before."""
    files = message.attachments.select_related("words").order_by("created_at", "pk")
    for file in files if message.withdrawn_at is None else ():
        # A stranger's file may take seconds: outside of any transaction.
        if file.is_locked and not hasattr(file, "words"):
            _read_recording(file)
        if is_readable(file) and not file.is_closed and not file.cleaned_id:
            text = file.words.text if hasattr(file, "words") else _words_of(file)
            _keep(file, text)
            _note_found(file, text)


def _read_recording(file: Attachment) -> None:
    clean = file_words.cleaned_recording(blobs.content(file.blob_id))
    actions.note_recording(file, by=SYSTEM, clean=clean)


def _note_found(file: Attachment, text: str) -> None:
    """Tell people what a customer's file holds that it should not."""
    kinds = sought(kinds_in(text)) if file.message and file.message.is_inbound else []
    if kinds:
        actions.note_found(file, by=SYSTEM, kinds=kinds)


def _words_of(file: Attachment) -> str:
    return file_words.words_of(blobs.content(file.blob_id), file.content_type, file.name)


def _keep(file: Attachment, text: str) -> None:
    with transaction.atomic():
        # The message may have moved while the file was read.
        message = Message.objects.select_related("conversation").get(attachments=file)
        FileText.objects.get_or_create(attachment=file, defaults={"text": text})
        if text:
            add_words(message.conversation, text)
