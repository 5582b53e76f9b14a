"""Files that came with a message are read in a job of their own; this is how the verbs ask for it."""

from __future__ import annotations

from collections.abc import Iterable

from procrastinate.contrib.django import app

from kundig.conversations.models import Attachment, Message
from kundig.core import file_words
from kundig.core.jobs import LATER

READ_FILES = "conversations.read_files"


def read_files_later(message: Message, files: Iterable[Attachment]) -> None:
    """Defer the job that reads a message's files, where there are any worth reading; mails that wait come first."""
    if any(file.is_locked or is_readable(file) for file in files):
        # By name: the job knows the verbs, not the other way round.
        job = app.configure_task(
            READ_FILES, lock=f"files:{message.conversation_id}", priority=LATER
        )
        job.defer(message_id=message.pk)


def is_readable(file: Attachment) -> bool:
    """Tell whether it is worth looking for words in a file."""
    return file_words.is_readable(file.content_type, file.name, file.size)
