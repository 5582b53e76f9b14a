"""The words in attached files: looked for in a job of their own, kept for the passages, added to the search."""

from __future__ import annotations

from django.db import transaction
from procrastinate.contrib.django import app

from kundig.conversations.models import Attachment, FileText, Message
from kundig.core import blobs, file_words

READ_FILES = "conversations.read_files"


def read_files_later(message: Message) -> None:
    """Defer the job that reads a message's files, where there are any worth reading."""
    if any(_is_readable(file) for file in message.attachments.all()):
        # By name: the job knows this module, not the other way round.
        lock = f"files:{message.conversation_id}"
        app.configure_task(READ_FILES, lock=lock).defer(message_id=message.pk)


def read_files(message: Message) -> None:
    """Make the words of a message's files findable. A file is read once, whatever message it came with before."""
    files = message.attachments.select_related("words").order_by("created_at", "pk")
    for file in files if message.withdrawn_at is None else ():
        if _is_readable(file):
            # A stranger's file may take seconds: outside of any transaction.
            _keep(file, file.words.text if hasattr(file, "words") else _words_of(file))


def _words_of(file: Attachment) -> str:
    return file_words.words_of(blobs.content(file.blob_id), file.content_type, file.name)


def _is_readable(file: Attachment) -> bool:
    return file_words.is_readable(file.content_type, file.name, file.size)


def _keep(file: Attachment, text: str) -> None:
    # The verbs import this module.
    from kundig.conversations.actions.row import add_words

    with transaction.atomic():
        # The message may have moved while the file was read.
        message = Message.objects.select_related("conversation").get(attachments=file)
        FileText.objects.get_or_create(attachment=file, defaults={"text": text})
        if text:
            add_words(message.conversation, text)
